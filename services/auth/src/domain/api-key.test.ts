import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import {
  CHECKSUM_LENGTH,
  createApiKey,
  ID_LENGTH,
  KEY_LENGTH,
  PREFIX,
  parseApiKey,
  SECRET_LENGTH,
  sameDigest,
} from './api-key.ts'

vi.setConfig({ testTimeout: 60_000 })

const BASE62 = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
const aKey = fc.constant(0).map(() => createApiKey())

test('a key has the documented shape and at least 160 bits that must be guessed', () => {
  const { token, id } = createApiKey()
  expect(token).toMatch(/^rh_[0-9A-Za-z]{16}[0-9A-Za-z]{32}[0-9A-Za-z]{6}$/)
  expect(token.length).toBe(KEY_LENGTH)
  expect(KEY_LENGTH).toBe(PREFIX.length + ID_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH)
  expect(token.slice(3, 19)).toBe(id)
  expect(SECRET_LENGTH * Math.log2(BASE62.length)).toBeGreaterThan(160)
})

test('every key that is made parses back to its id and digest', () => {
  fc.assert(
    fc.property(aKey, ({ token, id, digest }) => {
      const parsed = parseApiKey(token)
      expect(parsed?.id).toBe(id)
      expect(parsed && sameDigest(parsed.digest, digest)).toBe(true)
    }),
  )
})

test('a key with one character changed is rejected without a look-up', () => {
  fc.assert(
    fc.property(
      aKey,
      fc.nat(KEY_LENGTH - 1),
      fc.constantFrom(...BASE62, '_', ' ', 'é', '\0'),
      ({ token }, at, other) => {
        fc.pre(token[at] !== other)
        expect(parseApiKey(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined()
      },
    ),
    { numRuns: 2_000 },
  )
})

test('a key with two neighbouring characters swapped, one missing or one too many is rejected', () => {
  fc.assert(
    fc.property(aKey, fc.nat(KEY_LENGTH - 2), fc.constantFrom(...BASE62), ({ token }, at, extra) => {
      const swapped = token.slice(0, at) + token[at + 1] + token[at] + token.slice(at + 2)
      if (swapped !== token) expect(parseApiKey(swapped)).toBeUndefined()
      expect(parseApiKey(token.slice(0, at) + token.slice(at + 1))).toBeUndefined()
      expect(parseApiKey(token.slice(0, at) + extra + token.slice(at))).toBeUndefined()
    }),
  )
})

test('text that nobody made with a checksum is rejected, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => parseApiKey(text) === undefined),
  )
  const invented = fc.array(fc.constantFrom(...BASE62), { minLength: 54, maxLength: 54 })
  // One in four thousand million would pass by luck.
  fc.assert(
    fc.property(invented, (characters) => parseApiKey(`rh_${characters.join('')}`) === undefined),
    { numRuns: 5_000 },
  )
})

test.each([' ', '\n', '\r\n', '\0'])('white space around a key is not forgiven: %j', (space) => {
  const { token } = createApiKey()
  expect(parseApiKey(token + space)).toBeUndefined()
  expect(parseApiKey(space + token)).toBeUndefined()
})

test('keys never repeat an id or a secret, and use the whole alphabet evenly', () => {
  const keys = Array.from({ length: 2_000 }, () => createApiKey())
  expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length)
  expect(new Set(keys.map(({ token }) => token.slice(19, 51))).size).toBe(keys.length)
  const counts = Map.groupBy(
    keys.flatMap(({ token }) => [...token.slice(3, 51)]),
    (character) => character,
  )
  expect(counts.size).toBe(62)
  // 96 000 characters: 1548 of each on average, deviation 39. A plain `byte % 62` would give eight of them 1875.
  for (const found of counts.values()) expect(Math.abs(found.length - 1_548)).toBeLessThan(275)
})

test('bytes that would favour some characters are not used', () => {
  const bytes = [255, 254, 253, 252, 251, 250, 249, 248, 247]
  const key = createApiKey((count) =>
    Uint8Array.from({ length: count }, (_, at) => bytes[at % bytes.length] ?? 0),
  )
  expect(key.token.slice(3, 51)).toBe('z'.repeat(48)) // 247 is the only one of them that is used
})

test('digests that differ anywhere, or in length, are not the same', () => {
  const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(digest, fc.nat(31), fc.integer({ min: 1, max: 255 }), (one, at, change) => {
      const other = Uint8Array.from(one, (byte, index) => (index === at ? byte ^ change : byte))
      expect(sameDigest(one, Uint8Array.from(one))).toBe(true)
      expect(sameDigest(one, other)).toBe(false)
      expect(sameDigest(one, one.subarray(1))).toBe(false)
    }),
  )
})
