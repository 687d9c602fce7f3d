import type { RequestEntry } from '../db/requests.ts'

/** Entries are collected this long, or up to this many, and written together. */
const COLLECT_MS = 1_000
const BATCH_SIZE = 1_000
/** What is kept while the database is away or slow; more is dropped and counted. */
const MAX_COLLECTED = 20_000

export interface RequestLog extends AsyncDisposable {
  /** Notes a request. Returns at once: a request does not wait for this write. */
  note(entry: RequestEntry): void
}

/**
 * Writes usage data, off the path of the requests. A batch that cannot be written is tried again with the next one;
 * when there is no more room, new entries are dropped. Disposing writes what is left.
 */
export function createRequestLog(deps: {
  write: (entries: readonly RequestEntry[]) => Promise<void>
  onError: (error: unknown) => void
  onDropped: (count: number) => void
}): RequestLog {
  let collected: RequestEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const writeAll = async () => {
    clearTimeout(timer)
    timer = undefined
    while (collected.length > 0) {
      const batch = collected.slice(0, BATCH_SIZE)
      try {
        await deps.write(batch)
      } catch (error) {
        deps.onError(error)
        return
      }
      collected = collected.slice(batch.length)
    }
  }

  const flush = () => {
    writing = writing.then(writeAll)
    return writing
  }

  return {
    note(entry) {
      if (collected.length >= MAX_COLLECTED) return deps.onDropped(1)
      collected.push(entry)
      timer ??= setTimeout(flush, COLLECT_MS)
    },
    [Symbol.asyncDispose]: flush,
  }
}
