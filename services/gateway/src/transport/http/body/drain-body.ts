import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isHeldBack } from './expect-continue.ts'

/**
 * How much of an unwanted body is read, bytes and milliseconds: many clients send all of it before they read an answer.
 */
const MAX_BYTES = 64 * 1024 * 1024
const MAX_MS = 10_000
/** How long a client that is still sending may take to read its answer, milliseconds. */
const LINGER_MS = 5_000

/**
 * Lets every client read its answer, even one that is given before the request has been read: closing a connection with
 * unread data resets it, and the answer is lost. So the rest is read first; when it does not end, it is read while the
 * answer is sent.
 */
export function drainBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, raw }) => {
    // No handler reads it, and an answer may take long.
    if ((method === 'GET' || method === 'HEAD') && hasUnread(raw)) raw.resume()
  })
  app.addHook('onSend', async (request, reply, payload) => {
    await drainBody(request, reply)
    return payload
  })
}

/** The same for a client whose body is given up, milliseconds. */
const SHORT_LINGER_MS = 1_000

const givenUp = new WeakSet<IncomingMessage>()

/** Stops reading this body: it comes too slowly, or there is too much to do already. */
export function giveUp(body: IncomingMessage): void {
  givenUp.add(body)
  // Node itself reads a body that nobody has begun to read.
  body.read(0)
  body.pause()
}

/** The same for an answer that passes no hooks; to be awaited before it is sent. */
export async function drainBody({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  // Its sender will not send the body, so its next request would be taken for that.
  if (isHeldBack(raw)) reply.header('connection', 'close')
  if (!hasUnread(raw)) return
  const isGivenUp = givenUp.has(raw)
  if (!isGivenUp && (await drained(raw))) return
  // Node would close the connection with the answer; it is closed later, when the client had time to read it.
  reply.header('connection', 'keep-alive')
  reply.raw.once('finish', () => {
    setTimeout(() => raw.complete || raw.destroy(), isGivenUp ? SHORT_LINGER_MS : LINGER_MS).unref()
  })
}

function hasUnread(body: IncomingMessage): boolean {
  const { headers, complete, destroyed } = body
  const isSent = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  return isSent && !complete && !destroyed && !isHeldBack(body)
}

/** Reads and discards the rest; false when it exceeds the limits. */
async function drained(body: IncomingMessage): Promise<boolean> {
  const over = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => over.resolve(false), MAX_MS)
  let bytes = 0
  const count = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MAX_BYTES) over.resolve(false)
  }
  body
    .on('data', count)
    .once('end', () => over.resolve(true))
    .once('close', () => over.resolve(true))
    // Reading it was given up with a pause, which a listener alone does not end.
    .resume()
  return over.promise.finally(() => {
    clearTimeout(timer)
    body.off('data', count).resume()
  })
}
