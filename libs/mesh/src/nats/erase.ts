import { RpcError } from '@runhive/contracts/define'
import type { LogContext } from './events.ts'
import { api, ERROR_NO_MESSAGE, ERROR_NO_STREAM, isTransient, JetStreamError } from './jetstream.ts'
import type { Link } from './link.ts'

/** A busy server may be late, or a leader just gone. */
const MAX_TROUBLES = 3
const PAUSE_MS = 100

/**
 * Removes all messages of a stream under a filter, and overwrites their bytes in the server's files: purging only
 * marks them as gone, and leaves them where they are until their file goes. Each is two requests, so the cost is that
 * of their number. Rejects with `UNAVAILABLE` when some may be left.
 */
export async function erase<E>({ link, definition }: LogContext<E>, filter: string): Promise<void> {
  let troubles = 0
  for (let from = 1; ; ) {
    try {
      const found = await nextSequence(link, definition.name, { seq: from, next_by_subj: filter })
      if (found === undefined) return
      await eraseMessage(link, definition.name, found)
      from = found + 1
    } catch (error) {
      troubles += 1
      if (!isTransient(error)) throw error
      if (troubles > MAX_TROUBLES) {
        throw new RpcError('UNAVAILABLE', { message: `${filter}: not all of it is erased`, cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

/**
 * Removes one message and overwrites it. What is gone already is no failure: somebody else may have been faster. A
 * message of a work queue is done by this, whoever holds it.
 */
export async function eraseMessage(link: Link, stream: string, sequence: number): Promise<void> {
  await api(link, `STREAM.MSG.DELETE.${stream}`, { seq: sequence }).catch((error: unknown) => {
    if (!(error instanceof JetStreamError) || isTransient(error)) throw error
  })
}

/**
 * Of the next message under the filter; undefined where there is none, or no stream. Whoever leads the stream
 * answers.
 */
async function nextSequence(
  link: Link,
  stream: string,
  which: { seq: number; next_by_subj: string },
): Promise<number | undefined> {
  try {
    return (await api<{ message: { seq: number } }>(link, `STREAM.MSG.GET.${stream}`, which)).message.seq
  } catch (error) {
    const code = error instanceof JetStreamError ? error.errorCode : undefined
    if (code === ERROR_NO_MESSAGE || code === ERROR_NO_STREAM) return undefined
    throw error
  }
}
