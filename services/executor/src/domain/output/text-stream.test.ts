import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTextStream, type TextPiece } from './text-stream.ts'

function pieces(chunks: Uint8Array[]): TextPiece[] {
  const stream = createTextStream()
  return [...chunks.map((chunk) => stream.push(chunk)), stream.end()].filter((piece) => piece !== undefined)
}

function toBytes(all: TextPiece[]): Buffer {
  return Buffer.concat(
    all.map((piece) => ('text' in piece ? Buffer.from(piece.text) : Buffer.from(piece.base64, 'base64'))),
  )
}

function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...sorted].map((start, index) => bytes.subarray(start, sorted[index] ?? bytes.length))
}

test('text cut anywhere comes back as text, character for character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.array(fc.nat(200)), (text, places) => {
      const all = pieces(cut(Buffer.from(text), places))
      expect(all.every((piece) => 'text' in piece)).toBe(true)
      expect(all.map((piece) => ('text' in piece ? piece.text : '')).join('')).toBe(text)
    }),
    { numRuns: 500 },
  )
})

test('any bytes cut anywhere come back byte for byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(200)), (bytes, places) => {
      expect(toBytes(pieces(cut(bytes, places)))).toEqual(Buffer.from(bytes))
    }),
    { numRuns: 1000 },
  )
})

test('after a piece that is not UTF-8, text is text again', () => {
  expect(pieces([Uint8Array.of(0xff), Buffer.from('é')])).toEqual([{ base64: '/w==' }, { text: 'é' }])
})

test('the beginning of a character waits, and is not lost when its rest never comes', () => {
  const stream = createTextStream()
  expect(stream.push(Uint8Array.of(0xe2, 0x82))).toBeUndefined()
  expect(stream.end()).toEqual({ base64: '4oI=' })
  expect(stream.end()).toBeUndefined()
})
