import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'
import { GatewayError } from '../../errors.ts'

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const unpackGzip: Unpack = promisify(gunzip)
const unpackZlib: Unpack = promisify(inflate)
const unpackRaw: Unpack = promisify(inflateRaw)

const CODINGS: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', unpackGzip],
  ['x-gzip', unpackGzip],
  // Of `deflate` there are two kinds: with zlib's header, as the standard says, and without.
  ['deflate', (bytes, options) => (isZlib(bytes) ? unpackZlib : unpackRaw)(bytes, options)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
])

/** What a body may be packed with, as an `Accept-Encoding` header lists it. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd'
/** Packing what is packed gains nothing. */
const MAX_CODINGS = 2

/**
 * A body as it was before its `Content-Encoding`. Refuses with `UNSUPPORTED_ENCODING` what it does not know, with
 * `BAD_REQUEST` what is not packed that way, and with `TOO_LARGE` what unpacks to more than the maximum, without
 * unpacking it.
 */
export async function unpack(bytes: Buffer, encoding: string | undefined, maximum: number): Promise<Buffer> {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > MAX_CODINGS) throw new GatewayError('UNSUPPORTED_ENCODING')
  let unpacked = bytes
  for (const coding of codings.toReversed()) unpacked = await unpackOne(unpacked, coding, maximum)
  return unpacked
}

async function unpackOne(bytes: Buffer, coding: string, maximum: number): Promise<Buffer> {
  const unpackCoding = CODINGS.get(coding)
  if (!unpackCoding) throw new GatewayError('UNSUPPORTED_ENCODING')
  try {
    return await unpackCoding(bytes, { maxOutputLength: maximum })
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new GatewayError('TOO_LARGE', {
        message: `The body is too large: unpacked it must be at most ${maximum} bytes.`,
        details: { field: 'body', maximum },
        cause,
      })
    }
    const message = `The body is not ${coding}, as \`content-encoding\` says, or not all of it came.`
    throw new GatewayError('BAD_REQUEST', { message, cause })
  }
}

/** RFC 1950: the method is 8, and the first two bytes are a multiple of 31. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0
}
