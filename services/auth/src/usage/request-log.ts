import type { RequestEntry } from '../db/requests.ts'

/** Entries are gathered this long, or up to this many, and written together. */
const GATHER_MS = 1_000
const BATCH_SIZE = 1_000
/** What is kept while the database is away or slow; more is dropped and counted. */
const MAX_GATHERED = 20_000

export interface RequestLog extends AsyncDisposable {
  /** Notes a request. Returns at once; nothing of the request waits for the database. */
  note(entry: RequestEntry): void
}

/**
 * Writes down who asked for what, off the path of the requests. A batch that cannot be written is tried again with the next one,
 * until there is no more room for what is newer. Disposing writes what is still gathered.
 */
export function createRequestLog(deps: {
  write: (entries: readonly RequestEntry[]) => Promise<void>
  onError: (error: unknown) => void
  onDropped: (count: number) => void
}): RequestLog {
  let gathered: RequestEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const writeAll = async () => {
    clearTimeout(timer)
    timer = undefined
    while (gathered.length > 0) {
      const batch = gathered.slice(0, BATCH_SIZE)
      try {
        await deps.write(batch)
      } catch (error) {
        deps.onError(error)
        return
      }
      gathered = gathered.slice(batch.length)
    }
  }

  const flush = () => {
    writing = writing.then(writeAll)
    return writing
  }

  return {
    note(entry) {
      if (gathered.length >= MAX_GATHERED) return deps.onDropped(1)
      gathered.push(entry)
      timer ??= setTimeout(flush, GATHER_MS)
    },
    [Symbol.asyncDispose]: flush,
  }
}
