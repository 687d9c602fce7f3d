import { expect, test } from 'vitest'
import { Signal } from './signals.ts'

test.each([
  ['SIGINT', 2],
  ['sigterm', 15],
  ['USR1', 10],
  [9, 9],
  [64, 64],
])('%s is signal %i', (asked, number) => {
  expect(Signal.parse(asked)).toBe(number)
})

test.each([0, 65, -1, 1.5, 'SIGNOTHING', '', 'SIG', '9', null])('%s is no signal', (asked) => {
  expect(Signal.safeParse(asked).success).toBe(false)
})
