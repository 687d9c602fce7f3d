import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answer is the same text for everybody, as long as the process lives. */
    shared?: boolean
  }
}

/** The size of the chunks that are written to a connection, bytes. */
const PIECE = 64 * 1024

/**
 * Large texts that are the same for everybody, kept once. Each caller gets them in chunks, as fast as it reads: as a
 * whole they would be copied for every caller that does not read.
 */
export function createShared() {
  const kept = new Map<string, Buffer>()
  return (request: FastifyRequest, reply: FastifyReply, text: string): Readable => {
    const { url = '' } = request.routeOptions
    const bytes = kept.get(url) ?? Buffer.from(text)
    kept.set(url, bytes)
    reply.header('content-length', bytes.length)
    return Readable.from(piecesOf(bytes), { objectMode: false, highWaterMark: PIECE })
  }
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}
