import { RpcError } from '@runhive/contracts/define'
import type { LogContext } from './events.ts'
import { api, deliveryInfo, ERROR_NO_STREAM, isTransient, JetStreamError } from './jetstream.ts'
import type { Link } from './link.ts'
import { openReader } from './reader.ts'

/** Messages listed at once, and overwritten at once. */
const PAGE = 256
const AT_ONCE = 16
/** In a cluster the copy that lists may be a moment behind the one that counts. */
const LOOKS = 20
const PAUSE_MS = 100
/** A busy server may be late, or a leader just gone. */
const MAX_TROUBLES = 3

/**
 * Removes all messages of a stream under a filter, and overwrites their bytes in the server's files: purging only marks them as gone, and leaves them
 * where they are until their file goes. Each is one request, so the cost is that of their number. Rejects with `UNAVAILABLE` when some are left.
 */
export async function erase<E>(context: LogContext<E>, filter: string): Promise<void> {
  const { link, definition } = context
  let troubles = 0
  for (let left = LOOKS; left > 0; left -= 1) {
    try {
      if (!(await isAnythingUnder(link, definition.name, filter))) return
      if ((await eraseListed(context, filter)) > 0) continue
    } catch (error) {
      troubles += 1
      if (!isTransient(error) || troubles > MAX_TROUBLES) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  throw new RpcError('UNAVAILABLE', { message: `${filter}: not all of it is erased` })
}

/** Gives how many it found. */
async function eraseListed<E>(context: LogContext<E>, filter: string): Promise<number> {
  const { link, definition } = context
  const sequences = await list(context, filter)
  for (let from = 0; from < sequences.length; from += AT_ONCE) {
    const some = sequences.slice(from, from + AT_ONCE)
    await Promise.all(some.map((sequence) => eraseMessage(link, definition.name, sequence)))
  }
  return sequences.length
}

/**
 * Removes one message and overwrites it. What is gone already is no failure: somebody else may have been faster. A message of a work queue is
 * done by this, whoever holds it.
 */
export async function eraseMessage(link: Link, stream: string, sequence: number): Promise<void> {
  await api(link, `STREAM.MSG.DELETE.${stream}`, { seq: sequence }).catch((error: unknown) => {
    if (!(error instanceof JetStreamError) || isTransient(error)) throw error
  })
}

/** Whether a stream holds something under a filter; where there is no stream, nothing. Asks whoever leads it, which alone is certain to know. */
export async function isAnythingUnder(link: Link, stream: string, filter: string): Promise<boolean> {
  try {
    const { state } = await api<StreamInfo>(link, `STREAM.INFO.${stream}`, { subjects_filter: filter })
    return Object.keys(state.subjects ?? {}).length > 0
  } catch (error) {
    if (error instanceof JetStreamError && error.errorCode === ERROR_NO_STREAM) return false
    throw error
  }
}

interface StreamInfo {
  readonly state: { readonly subjects?: Readonly<Record<string, number>> | null }
}

/** Sequences of what is there now. Bodies stay where they are. */
async function list<E>({ link, service, definition }: LogContext<E>, filter: string): Promise<number[]> {
  const source = { service, stream: definition.name, filter, from: 1, headersOnly: true }
  using reader = await openReader(link, source)
  const sequences: number[] = []
  for (;;) {
    const before = sequences.length
    const page = { batch: PAGE, expiresMs: 0, signal: new AbortController().signal }
    await reader.pull(page, (message) => sequences.push(deliveryInfo(message).streamSequence))
    if (sequences.length - before < PAGE) return sequences
  }
}
