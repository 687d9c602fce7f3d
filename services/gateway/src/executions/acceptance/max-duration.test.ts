import { MAX_TESTS } from '@runhive/contracts/request'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RUNTIMES } from '../../testing/catalogue.ts'
import { maxDurationMs } from './max-duration.ts'

const catalogue = { find: async () => RUNTIMES[0] }
const MINUTE_MS = 60_000
const longest = (asked: object) => maxDurationMs(catalogue, { language: 'python', ...asked })

test('a slot lasts for two attempts at compiling and running as long as the runtime allows, and ten minutes', async () => {
  expect(await longest({})).toBe(2 * (MINUTE_MS + MINUTE_MS) + 10 * MINUTE_MS)
})

test('every test counts, and a checker as much again', async () => {
  const tests = [{}, {}, {}]
  expect(await longest({ tests })).toBe(2 * 4 * MINUTE_MS + 10 * MINUTE_MS)
  expect(await longest({ tests, comparison: { mode: 'checker' } })).toBe(2 * 8 * MINUTE_MS + 10 * MINUTE_MS)
})

test('an interactive run counts as long as people may take', async () => {
  expect(await longest({ interactive: true })).toBe(2 * (MINUTE_MS + 3_600_000) + 10 * MINUTE_MS)
})

test('for any input, a slot lasts for a whole number of milliseconds above zero, and not longer than the most tests', async () => {
  const most = await longest({
    tests: Array.from({ length: MAX_TESTS }, () => ({})),
    comparison: { mode: 'checker' },
  })
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.nat(2 * MAX_TESTS), async (anything, length) => {
      const tests = Array.from({ length }, () => anything)
      for (const asked of [anything, { language: 'python', tests, comparison: anything }]) {
        const ms = await maxDurationMs(catalogue, asked)
        expect(Number.isSafeInteger(ms)).toBe(true)
        expect(ms).toBeGreaterThan(0)
        expect(ms).toBeLessThanOrEqual(most)
      }
    }),
  )
})
