import { RpcError } from '@runhive/contracts/define'
import type { Connection } from '../connection/connection.ts'
import { api, ERROR_NO_MESSAGE, ERROR_NO_STREAM, isTransient, JetStreamError } from '../jetstream/api.ts'
import { eraseMessage } from '../jetstream/erase-message.ts'
import type { LogContext } from './events.ts'

/** A busy server may be late, or the leader just gone. */
const MAX_FAILURES = 3
const PAUSE_MS = 100

/**
 * Removes all messages of a stream under a filter, and overwrites their bytes in the server's files: purging only
 * marks them as deleted, and leaves the bytes until the whole file is removed. Costs two requests per message. Rejects
 * with `UNAVAILABLE` when some may be left.
 */
export async function erase<E>({ connection, definition }: LogContext<E>, filter: string): Promise<void> {
  let failures = 0
  for (let from = 1; ; ) {
    try {
      const found = await nextSequence(connection, definition.name, { seq: from, next_by_subj: filter })
      if (found === undefined) return
      await eraseMessage(connection, definition.name, found)
      from = found + 1
    } catch (error) {
      failures += 1
      if (!isTransient(error)) throw error
      if (failures > MAX_FAILURES) {
        throw new RpcError('UNAVAILABLE', { message: `${filter}: not all of it is erased`, cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

/** Of the next message under the filter; undefined where there is none, or no stream. The stream's leader answers. */
async function nextSequence(
  connection: Connection,
  stream: string,
  which: { seq: number; next_by_subj: string },
): Promise<number | undefined> {
  try {
    return (await api<{ message: { seq: number } }>(connection, `STREAM.MSG.GET.${stream}`, which)).message
      .seq
  } catch (error) {
    const code = error instanceof JetStreamError ? error.errorCode : undefined
    if (code === ERROR_NO_MESSAGE || code === ERROR_NO_STREAM) return undefined
    throw error
  }
}
