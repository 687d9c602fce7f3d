import { isUtf8 } from 'node:buffer'

/** The bytes as text, or undefined when they are not UTF-8. A byte order mark is kept: the program wrote it. */
export function toText(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString() : undefined
}

/** How many bytes at the end are the beginning of a character whose rest is missing: 0 to 3. */
export function countUnfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    return byte >= 0xc2 && byte <= 0xf4 && back < sequenceLength(byte) ? back : 0
  }
  return 0
}

/** How many bytes at the start are the end of a character whose beginning is missing: 0 to 3. */
export function countOrphaned(bytes: Uint8Array): number {
  let count = 0
  while (count < Math.min(3, bytes.length) && ((bytes[count] ?? 0) & 0xc0) === 0x80) count += 1
  return count
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4
  return first >= 0xe0 ? 3 : 2
}
