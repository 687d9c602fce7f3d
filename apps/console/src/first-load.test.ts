import { expect, test } from 'vitest'
import { BUDGET_BYTES, firstLoad, totalOf } from '../build/first-load.ts'

test('a first visit loads less than 200 kB, gzipped', () => {
  const loaded = firstLoad()
  expect(loaded.length).toBeGreaterThan(2)
  expect(totalOf(loaded)).toBeLessThan(BUDGET_BYTES)
})
