import type { Transform } from 'node:stream'
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { Room } from '../bytes/budget.ts'

type CreateDecompressor = (bytes: Buffer) => Transform

const CODINGS: ReadonlyMap<string, CreateDecompressor> = new Map<string, CreateDecompressor>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  // There are two kinds of `deflate`: with zlib's header, as the standard says, and without.
  ['deflate', (bytes) => (isZlib(bytes) ? createInflate() : createInflateRaw())],
  ['br', () => createBrotliDecompress()],
  ['zstd', () => createZstdDecompress()],
])

/** How a body may be compressed, as an `Accept-Encoding` header lists it. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd'
/** Compressing twice gains nothing. */
const MAX_CODINGS = 2

/**
 * The codings of a `Content-Encoding`, in the order they were applied. Refuses with `UNSUPPORTED_ENCODING` what it
 * does not know.
 */
export function readCodings(encoding: string | undefined): readonly string[] {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > MAX_CODINGS || !codings.every((coding) => CODINGS.has(coding))) {
    throw new GatewayError('UNSUPPORTED_ENCODING')
  }
  return codings
}

export interface DecompressOptions {
  readonly maximum: number
  /** Accounts for what is decompressed. */
  readonly room: Pick<Room, 'resize'>
}

/**
 * A body as it was before its `Content-Encoding`. Refuses with `BAD_REQUEST` what is not compressed that way, with
 * `TOO_LARGE` what decompresses to more than the maximum, and with the room's refusal what there is no room for;
 * neither is decompressed further.
 */
export async function decompress(
  bytes: Buffer,
  codings: readonly string[],
  options: DecompressOptions,
): Promise<Buffer> {
  let decompressed = bytes
  for (const coding of codings.toReversed()) decompressed = await decompressOne(decompressed, coding, options)
  return decompressed
}

async function decompressOne(
  compressed: Buffer,
  coding: string,
  { maximum, room }: DecompressOptions,
): Promise<Buffer> {
  const decompressor = CODINGS.get(coding)?.(compressed)
  if (!decompressor) throw new GatewayError('UNSUPPORTED_ENCODING')
  const chunks: Buffer[] = []
  let bytes = 0
  decompressor.end(compressed)
  try {
    for await (const chunk of decompressor as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maximum) throw decompressesToMore(maximum)
      if (bytes > compressed.length) room.resize(bytes)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause
    const message = `The body is not valid ${coding}, which \`content-encoding\` declares, or it is incomplete.`
    throw new GatewayError('BAD_REQUEST', { message, cause })
  }
  return Buffer.concat(chunks, bytes)
}

function decompressesToMore(maximum: number): GatewayError {
  return new GatewayError('TOO_LARGE', {
    message: `The body is too large: decompressed, it must be at most ${maximum} bytes.`,
    details: { field: 'body', maximum },
  })
}

/** RFC 1950: the method is 8, and the first two bytes are a multiple of 31. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0
}
