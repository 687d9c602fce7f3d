import { isUtf8 } from 'node:buffer'
import type { Manifest } from '../languages/manifest.ts'

const BYTE_ORDER_MARK = Buffer.from('\uFEFF')
const LF = 0x0a
const CR = 0x0d

/**
 * A source as its language can read it, when an editor on Windows wrote it. UTF-8's byte order mark goes, which means
 * nothing in it and stops many compilers. CR LF becomes LF where the language takes CR for a part of the line, and
 * where the first line ends so: in another file a CR LF further down is meant as one.
 */
export function toSourceText(
  content: Uint8Array,
  { lineEndings }: Pick<Manifest, 'lineEndings'>,
): Uint8Array {
  const hasMark = BYTE_ORDER_MARK.every((byte, index) => content[index] === byte)
  const text = hasMark ? content.subarray(BYTE_ORDER_MARK.length) : content
  return lineEndings === 'lf' && isFromWindows(text) ? withoutCarriageReturns(text) : text
}

function isFromWindows(text: Uint8Array): boolean {
  const end = text.indexOf(LF)
  return end > 0 && text[end - 1] === CR && isUtf8(text) && !text.includes(0)
}

function withoutCarriageReturns(text: Uint8Array): Uint8Array {
  return text.filter((byte, index) => byte !== CR || text[index + 1] !== LF)
}
