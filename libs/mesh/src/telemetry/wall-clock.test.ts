import { expect, test } from 'vitest'
import { createWallClock } from './wall-clock.ts'

test('tells fractions of a millisecond, and follows the clock of the machine when that is set', () => {
  let machine = 1_000
  let process = 1_000.25
  const clock = createWallClock(
    () => machine,
    () => process,
  )
  expect(clock()).toBe(1_000.25)
  process = 1_001.5
  machine = 1_001
  expect(clock()).toBe(1_001.5)
  machine = 5_001
  expect(clock()).toBe(5_001)
  process = 1_002
  machine = 5_002
  expect(clock()).toBe(5_001.5)
})
