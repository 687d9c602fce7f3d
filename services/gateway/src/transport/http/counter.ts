/** A limited number of places under each key. Keeps nothing of keys without places in use. */
export interface Counter {
  /** Whether there is a place. */
  has(key: string): boolean
  /** Takes a place; disposing gives it back. undefined when there is none. */
  tryEnter(key: string): Disposable | undefined
}

export function createCounter(maximum: number): Counter {
  const counts = new Map<string, number>()
  const countOf = (key: string) => counts.get(key) ?? 0
  return {
    has: (key) => countOf(key) < maximum,
    tryEnter(key) {
      if (countOf(key) >= maximum) return undefined
      counts.set(key, countOf(key) + 1)
      let inside = true
      return {
        [Symbol.dispose]() {
          if (!inside) return
          inside = false
          if (countOf(key) === 1) counts.delete(key)
          else counts.set(key, countOf(key) - 1)
        },
      }
    },
  }
}
