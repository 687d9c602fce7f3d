import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { parseRequestCursor, toRequestCursor } from './request-cursor.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test('a cursor gives back where a page ended', () => {
  fc.assert(
    fc.property(fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (ms, id) => {
      const position = { at: new Date(ms), id: `${id}` }
      expect(parseRequestCursor(toRequestCursor(position))).toEqual(position)
    }),
  )
})

test('what is no cursor of ours is none', () => {
  for (const text of [
    '',
    'x',
    'MS4y.',
    Buffer.from('1.2;drop').toString('base64url'),
    Buffer.from('1').toString('base64url'),
  ]) {
    expect(parseRequestCursor(text)).toBeUndefined()
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseRequestCursor(text)
      expect(parsed === undefined || toRequestCursor(parsed) === text).toBe(true)
    }),
  )
})
