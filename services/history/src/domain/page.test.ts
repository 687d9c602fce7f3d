import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitPage } from './page.ts'

const rows = fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 100 }) }))
const sum = (page: readonly { bytes: number }[]) => page.reduce((total, { bytes }) => total + bytes, 0)

test('a page is the longest beginning that fits, and never empty when there is something', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 500 }), (all, maxBytes) => {
      const page = fitPage(all, maxBytes)
      expect(page).toEqual(all.slice(0, page.length))
      if (page.length > 1) expect(sum(page)).toBeLessThanOrEqual(maxBytes)
      if (page.length < all.length) expect(sum(all.slice(0, page.length + 1))).toBeGreaterThan(maxBytes)
      expect(page.length === 0).toBe(all.length === 0)
    }),
  )
})
