import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { Budget, Holder, Room } from './budget.ts'
import { createShared } from './shared.ts'

/** The system takes so many bytes at once in any case: such small answers never wait. */
const SMALL = 16 * 1024
/** How long a large answer cannot be cut, milliseconds. */
const CERTAIN_MS = 2_000

interface Waiting {
  readonly since: number
  readonly holder: Holder
  readonly cut: () => void
}

/**
 * Large answers wait in memory until their callers have read them, and a caller may choose not to. What waits for
 * longest makes room for others; when even that is not enough, an answer is refused with `OVERLOADED` or
 * `TOO_MANY_BYTES`.
 */
export function boundAnswers(
  app: FastifyInstance,
  budget: Budget,
  holderOf: (request: IncomingMessage) => Holder,
): void {
  /** The one that waits for longest first. */
  const waiting = new Set<Waiting>()

  const enter = (holder: Holder, bytes: number): Room => {
    const before = performance.now() - CERTAIN_MS
    for (const other of waiting) {
      try {
        return budget.enter(holder, bytes)
      } catch (refusal) {
        if (other.since > before) throw refusal
        if (mayCut(other.holder, holder, refusal)) other.cut()
      }
    }
    return budget.enter(holder, bytes)
  }

  const toShared = createShared()
  app.addHook('onSend', async (request, reply, answer) => {
    const { raw: response } = reply
    const payload = await toWhole(reply, answer)
    if (request.routeOptions.config.shared && typeof payload === 'string' && reply.statusCode === 200) {
      return toShared(request, reply, payload)
    }
    const bytes = sizeOf(payload)
    if (bytes <= SMALL || response.destroyed) return payload
    const holder = holderOf(request.raw)
    const room = enter(holder, bytes)
    const leave = () => {
      waiting.delete(entry)
      room[Symbol.dispose]()
    }
    const entry: Waiting = {
      since: performance.now(),
      holder,
      cut: () => {
        leave()
        request.raw.socket.destroy()
      },
    }
    waiting.add(entry)
    response.once('close', leave)
    return payload
  })
}

/** An address over its share makes room for itself; a known caller never makes room for an unknown one. */
function mayCut(other: Holder, holder: Holder, refusal: unknown): boolean {
  if (refusal instanceof GatewayError && refusal.code === 'TOO_MANY_BYTES')
    return other.address === holder.address
  return !other.known || holder.known
}

/** Reads tRPC's answers as a whole, so that their size is known, except for its streams. */
async function toWhole(reply: FastifyReply, answer: unknown): Promise<unknown> {
  if (!(answer instanceof Response)) return answer
  const { body, headers } = answer
  const isStream =
    headers.has('transfer-encoding') || !headers.get('content-type')?.startsWith('application/json')
  if (body !== null && isStream) return answer
  reply.code(answer.status)
  for (const [name, value] of answer.headers) reply.header(name, value)
  return answer.text()
}

/** Streams are read only as fast as their callers read. */
function sizeOf(payload: unknown): number {
  if (typeof payload === 'string') return payload.length
  return Buffer.isBuffer(payload) ? payload.length : 0
}
