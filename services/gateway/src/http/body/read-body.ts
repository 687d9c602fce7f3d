import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../../errors.ts'

/**
 * A body's bytes as they were sent. Refuses with `TOO_LARGE` as soon as it is clear that there are more than the
 * maximum.
 */
export async function readBody(body: IncomingMessage, maximum: number): Promise<Buffer> {
  const declared = Number(body.headers['content-length'])
  if (declared > maximum) throw bodyTooLarge(maximum, declared)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // What is left of a body that is too large is somebody else's to read: destroying it would end the connection.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length
      if (bytes > maximum) throw bodyTooLarge(maximum)
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : new GatewayError('CANCELLED', { cause })
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)
}

function bodyTooLarge(maximum: number, bytes?: number): GatewayError {
  const known = bytes === undefined ? '' : `; it is ${bytes}`
  return new GatewayError('TOO_LARGE', {
    message: `The body is too large: it must be at most ${maximum} bytes${known}.`,
    details: { field: 'body', maximum, ...(bytes === undefined ? {} : { bytes }) },
  })
}
