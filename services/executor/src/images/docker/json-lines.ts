import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** The objects of a stream with one JSON object per line. Stopping early ends the stream. */
export async function* parseLines(stream: Readable): AsyncGenerator<Record<string, unknown>> {
  // An error of the stream does not reach readline's iterator by itself.
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  stream.on('error', failed.reject)
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]()
  try {
    while (true) {
      const { done, value } = await Promise.race([lines.next(), failed.promise])
      if (done) return
      const message: unknown = value.trim() === '' ? undefined : JSON.parse(value)
      if (isRecord(message)) yield message
    }
  } finally {
    stream.destroy()
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
