import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createSeal } from './seal.ts'

vi.setConfig({ testTimeout: 60_000 })

const SECRET = 'one secret of at least 32 characters'
const seal = createSeal(SECRET, 'a purpose')

test('what was sealed opens as it was, and no two seals are the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = seal.close(text)
      expect(seal.open(sealed)).toBe(text)
      expect(seal.close(text)).not.toBe(sealed)
      expect(sealed).toMatch(/^[\w-]+$/)
    }),
  )
})

test('a seal with any change does not open', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, change) => {
      const bytes = Buffer.from(seal.close(text), 'base64url')
      const index = at % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ change
      expect(seal.open(bytes.toString('base64url'))).toBeUndefined()
      expect(seal.open(bytes.subarray(0, index).toString('base64url'))).toBeUndefined()
    }),
    { numRuns: 1_000 },
  )
})

test('another secret and another purpose open nothing, and neither does nonsense', () => {
  const sealed = seal.close('a text')
  expect(createSeal(SECRET, 'another purpose').open(sealed)).toBeUndefined()
  expect(createSeal(`${SECRET}.`, 'a purpose').open(sealed)).toBeUndefined()
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => seal.open(text) === undefined))
})
