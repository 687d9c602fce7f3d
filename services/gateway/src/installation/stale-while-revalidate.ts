/** A value that is expensive to load and may be a little old. */
export interface Cached<T> {
  /** The value, loading it if there is none that may still be used. Rejects as `load` does. */
  get(): Promise<T>
  /** The value, however old; undefined before the first load. Renews it in the background when it is due. */
  peek(): T | undefined
  /** Loads now; joins a load under way. */
  refresh(): Promise<T>
}

/**
 * Stale while revalidate: younger than `freshMs` it is given as it is; until `usableMs` it is given too, while a new
 * one is fetched. A failed renewal keeps the old value until it is no longer usable. Never two loads at once.
 */
export function createCached<T>(options: {
  load: () => Promise<T>
  freshMs: number
  usableMs: number
  now?: () => number
}): Cached<T> {
  const now = options.now ?? performance.now.bind(performance)
  let current: { value: T; at: number } | undefined
  let loading: Promise<T> | undefined

  const load = async () => {
    const value = await options.load()
    current = { value, at: now() }
    return value
  }
  const refresh = () => {
    loading ??= load().finally(() => {
      loading = undefined
    })
    return loading
  }
  /** Its failure is ignored: the next caller without a usable value gets the error. */
  const refreshUnwatched = () => void refresh().catch(() => {})

  return {
    async get() {
      const ageMs = current === undefined ? Number.POSITIVE_INFINITY : now() - current.at
      if (current === undefined || ageMs >= options.usableMs) return refresh()
      if (ageMs >= options.freshMs) refreshUnwatched()
      return current.value
    },
    peek() {
      if (current === undefined || now() - current.at >= options.freshMs) refreshUnwatched()
      return current?.value
    },
    refresh,
  }
}
