import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { newParts, PARTS, pauseMs, toReceipt } from './removal.ts'

test('pauses grow from one second and never pass one minute, however long a service is away', () => {
  expect([1, 2, 3, 7].map(pauseMs)).toEqual([1_000, 2_000, 4_000, 60_000])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (attempt) => {
      expect(pauseMs(attempt)).toBeGreaterThanOrEqual(1_000)
      expect(pauseMs(attempt)).toBeLessThanOrEqual(60_000)
      expect(pauseMs(attempt + 1)).toBeGreaterThanOrEqual(pauseMs(attempt))
    }),
  )
})

test('a receipt lists every part from the start, with the credentials that went at once', () => {
  const receipt = toReceipt({
    id: '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11',
    parts: newParts({ sessions: 2, keys: 3 }),
    requestedAt: new Date(0),
    finishedAt: undefined,
  })
  expect(receipt).toMatchObject({ status: 'pending', finishedAt: null })
  expect(receipt.parts.map(({ service }) => service)).toEqual([...PARTS])
  expect(receipt.parts[0]).toEqual({ service: 'auth', deleted: { sessions: 2, keys: 3 }, finishedAt: null })
})
