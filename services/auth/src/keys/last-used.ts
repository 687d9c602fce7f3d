import type { KeyRecord } from '../domain/admission.ts'

/** A key's last use is known to the minute: a write per request would make reads as dear as writes. */
export const TOUCH_EVERY_MS = 60_000
/** Uses are gathered this long and written together. */
const GATHER_MS = 1_000
const MAX_KNOWN = 100_000

export interface LastUsedDeps {
  readonly write: (ids: readonly string[], at: Date) => Promise<void>
  readonly now: () => Date
  readonly onError: (error: unknown) => void
}

export interface LastUsed extends AsyncDisposable {
  /** Notes a use. Returns at once; nothing of the request waits for the database. */
  note(key: Pick<KeyRecord, 'id' | 'lastUsedAt'>): void
}

/** Writes down when keys were last used. Disposing writes what is still gathered. A write that fails is made up for a minute later. */
export function createLastUsed(deps: LastUsedDeps): LastUsed {
  const writtenMs = new Map<string, number>()
  let gathered = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (gathered.size === 0) return writing
    const ids = [...gathered]
    gathered = new Set()
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
      gathered.add(key.id)
      timer ??= setTimeout(flush, GATHER_MS)
    },
    [Symbol.asyncDispose]: flush,
  }
}
