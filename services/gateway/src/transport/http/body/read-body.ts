import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { Room } from '../bytes/budget.ts'
import { giveUp } from './drain-body.ts'
import type { Pace } from './pace.ts'

export interface ReadOptions {
  /** Of a body, bytes. */
  readonly maximum: number
  /** Holds what is read. */
  readonly room: Pick<Room, 'resize'>
  readonly pace: Pick<Pace, 'watch'>
}

/**
 * A body's bytes as they were sent. Refuses with `TOO_LARGE` as soon as it is clear that there are more than the
 * maximum, with `REQUEST_TIMEOUT` what does not come fast enough, and with the room's refusal what there is no room
 * for.
 */
export async function readBody(body: IncomingMessage, { maximum, room, pace }: ReadOptions): Promise<Buffer> {
  assertFits(body, maximum)
  if (body.destroyed) throw new GatewayError('CANCELLED')
  const store = createStore(declaredLength(body), { maximum, room })
  const over = Promise.withResolvers<void>()
  const onLate = () => {
    giveUp(body)
    over.reject(new GatewayError('REQUEST_TIMEOUT'))
  }
  using watched = pace.watch(onLate)
  const onData = (chunk: Buffer) => {
    watched.came(chunk.length)
    if (store.size() + chunk.length > maximum) return over.reject(bodyTooLarge(maximum))
    try {
      store.add(chunk)
    } catch (refusal) {
      over.reject(refusal)
    }
  }
  const onEnd = () => over.resolve()
  // A whole body closes as well, before anybody has stopped listening.
  const onGone = (cause?: Error) => {
    if (!body.readableEnded) over.reject(new GatewayError('CANCELLED', { cause }))
  }
  body.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  try {
    await over.promise
  } finally {
    body.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
    // The rest of a refused body is drained elsewhere.
    body.pause()
  }
  return store.whole()
}

/** undefined when there is no `Content-Length`. */
export function declaredLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length']
  return length === undefined ? undefined : Number(length)
}

/** Refuses with `TOO_LARGE` a body whose declared length is too large. */
export function assertFits(body: IncomingMessage, maximum: number): void {
  const declared = declaredLength(body)
  if (declared !== undefined && declared > maximum) throw bodyTooLarge(maximum, declared)
}

const SMALLEST_STORE = 16 * 1024

/**
 * One buffer for a body that arrives in chunks: kept as they are, a few million chunks of one byte would take a hundred
 * times their size.
 */
function createStore(declared: number | undefined, { maximum, room }: Omit<ReadOptions, 'pace'>) {
  let store: Buffer = Buffer.alloc(0)
  let size = 0
  return {
    size: () => size,
    add(chunk: Buffer) {
      if (size === 0 && chunk.length === declared) {
        store = chunk
        size = chunk.length
        return
      }
      const needed = size + chunk.length
      if (needed > store.length) {
        const wanted = declared ?? Math.min(maximum, Math.max(SMALLEST_STORE, 2 * store.length))
        const capacity = Math.max(needed, wanted)
        room.resize(capacity)
        const larger = Buffer.allocUnsafeSlow(capacity)
        store.copy(larger, 0, 0, size)
        store = larger
      }
      chunk.copy(store, size)
      size = needed
    },
    whole: () => store.subarray(0, size),
  }
}

function bodyTooLarge(maximum: number, bytes?: number): GatewayError {
  const known = bytes === undefined ? '' : `; it has ${bytes}`
  return new GatewayError('TOO_LARGE', {
    message: `The body is too large: it must be at most ${maximum} bytes${known}.`,
    details: { field: 'body', maximum, ...(bytes === undefined ? {} : { bytes }) },
  })
}
