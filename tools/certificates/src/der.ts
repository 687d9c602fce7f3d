/**
 * DER, the encoding of certificates, as far as ours need it: tag, length, content. Each function gives one encoded
 * value.
 */

type Content = ReadonlyArray<Uint8Array>

function encode(tag: number, content: Content): Buffer {
  const body = Buffer.concat([...content])
  return Buffer.concat([Buffer.from([tag]), encodeLength(body.length), body])
}

/** Up to 127 in one byte; else the number of bytes, then those. */
function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

export const sequence = (...content: Content) => encode(0x30, content)
export const set = (...content: Content) => encode(0x31, content)
export const octets = (...content: Content) => encode(0x04, content)
/** A string of whole bytes. */
export const bits = (content: Uint8Array) => encode(0x03, [Buffer.from([0]), content])
export const boolean = (value: boolean) => encode(0x01, [Buffer.from([value ? 0xff : 0])])
/** Not negative: the first byte of `content` is below 0x80. */
export const integer = (content: Uint8Array) => encode(0x02, [content])
export const text = (value: string) => encode(0x0c, [Buffer.from(value, 'utf8')])
/** In the context of what holds it: `[number] EXPLICIT`. */
export const explicit = (number: number, ...content: Content) => encode(0xa0 | number, content)
/** The same for a value without parts: `[number] IMPLICIT`. */
export const implicit = (number: number, content: Uint8Array) => encode(0x80 | number, [content])

/** To the second. */
export function time(value: Date): Buffer {
  const digits = value.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)
  // Before 2050 the standard demands UTCTime, which has two digits for the year.
  return value.getUTCFullYear() < 2050
    ? encode(0x17, [Buffer.from(`${digits.slice(2)}Z`)])
    : encode(0x18, [Buffer.from(`${digits}Z`)])
}

/** An object identifier such as `2.5.4.3`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return encode(0x06, [Buffer.from([first * 40 + second, ...rest.flatMap(base128)])])
}

/** Seven bits a byte, all but the last one marked. */
function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80)
  return bytes
}
