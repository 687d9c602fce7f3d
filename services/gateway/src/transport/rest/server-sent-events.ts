import { Readable } from 'node:stream'
import { withTimeout } from '@runhive/process/timeout'
import type { TrackedEnvelope } from '@trpc/server'
import { toPublicError } from '../../errors/public-error.ts'
import { HEARTBEAT_MS } from '../../procedure/builder.ts'

export type TrackedEvents = AsyncIterable<TrackedEnvelope<{ kind: string }>>

/**
 * Tracked events as a `text/event-stream` body. A comment goes out in every silence, so that proxies and clients can
 * tell a quiet program from a dead connection. Ending without `finished` is for the client to notice.
 */
export function toServerSentEvents(events: TrackedEvents, heartbeatMs: number = HEARTBEAT_MS): Readable {
  return Readable.from(frames(events[Symbol.asyncIterator](), heartbeatMs), { objectMode: false })
}

async function* frames(
  events: AsyncIterator<TrackedEnvelope<{ kind: string }>>,
  heartbeatMs: number,
): AsyncGenerator<string, void> {
  yield ': connected\n\n'
  try {
    let next = events.next()
    while (true) {
      const turn = await withTimeout(next, heartbeatMs, () => 'silence' as const)
      if (turn === 'silence') {
        yield ': still here\n\n'
        continue
      }
      if (turn.done) return
      const [id, event] = turn.value
      yield `id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`
      next = events.next()
    }
  } catch (cause) {
    const { code, message } = toPublicError(cause)
    yield `event: error\ndata: ${JSON.stringify({ code, message })}\n\n`
  } finally {
    await events.return?.()
  }
}
