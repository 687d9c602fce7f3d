import type { KeyRecord } from '../domain/admission.ts'

/** A key's last use is known to the minute: a write per request would make reads as expensive as writes. */
export const TOUCH_EVERY_MS = 60_000
/** Uses are collected this long and written together. */
const COLLECT_MS = 1_000
const MAX_KNOWN = 100_000

export interface LastUsedDeps {
  readonly write: (ids: readonly string[], at: Date) => Promise<void>
  readonly now: () => Date
  readonly onError: (error: unknown) => void
}

export interface LastUsed extends AsyncDisposable {
  /** Notes a use. Returns at once: a request does not wait for this write. */
  note(key: Pick<KeyRecord, 'id' | 'lastUsedAt'>): void
}

/** Writes when keys were last used. Disposing writes what is left. A write that fails is made up for a minute later. */
export function createLastUsed(deps: LastUsedDeps): LastUsed {
  const writtenMs = new Map<string, number>()
  let collected = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (collected.size === 0) return writing
    const ids = [...collected]
    collected = new Set()
    const at = deps.now()
    writing = writing.then(() => deps.write(ids, at)).catch(deps.onError)
    return writing
  }

  return {
    note(key) {
      const nowMs = deps.now().getTime()
      const lastMs = writtenMs.get(key.id) ?? key.lastUsedAt?.getTime() ?? 0
      if (nowMs - lastMs < TOUCH_EVERY_MS) return
      if (writtenMs.size >= MAX_KNOWN) writtenMs.clear()
      writtenMs.set(key.id, nowMs)
      collected.add(key.id)
      timer ??= setTimeout(flush, COLLECT_MS)
    },
    [Symbol.asyncDispose]: flush,
  }
}
