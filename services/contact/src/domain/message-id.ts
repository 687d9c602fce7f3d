import { randomBytes } from 'node:crypto'

/** A UUIDv7 (RFC 9562): 48 bits of time, then random ones, so that ids made later sort later. */
export function createMessageId(at: Date, random: (bytes: number) => Uint8Array = randomBytes): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  bytes.set(random(10), 6)
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f) // version 7
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f) // the variant of RFC 9562
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
