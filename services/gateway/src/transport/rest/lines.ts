import { Readable } from 'node:stream'
import { toPublicError } from '../../errors/public-error.ts'

export function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** Bytes gathered before they are handed on: small records share a write. */
const CHUNK_BYTES = 16 * 1024

/**
 * Records as newline-delimited JSON. Asks for the next record only when the reader has taken what there is, so that
 * nothing piles up. A failure is the last line, because the status was sent long ago: an answer that just stops is
 * never complete.
 */
export function toLines(
  first: IteratorResult<unknown>,
  rest: AsyncIterator<unknown>,
  requestId: string,
): Readable {
  return Readable.from(chunks(first, rest, requestId), { objectMode: false })
}

async function* chunks(
  first: IteratorResult<unknown>,
  rest: AsyncIterator<unknown>,
  requestId: string,
): AsyncGenerator<string, void> {
  let gathered = ''
  try {
    for (let item = first; !item.done; item = await rest.next()) {
      gathered += `${JSON.stringify(item.value)}\n`
      if (gathered.length < CHUNK_BYTES) continue
      yield gathered
      gathered = ''
    }
  } catch (cause) {
    const { code, message } = toPublicError(cause)
    gathered += `${JSON.stringify({ part: 'error', code, message, requestId })}\n`
  } finally {
    await rest.return?.()
  }
  if (gathered !== '') yield gathered
}
