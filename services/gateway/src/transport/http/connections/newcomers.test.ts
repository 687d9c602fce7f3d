import { expect, test } from 'vitest'
import { createNewcomers, NEW_AT_ONCE } from './newcomers.ts'

const countTaken = (tries: number, take: () => boolean) =>
  Array.from({ length: tries }, take).filter((taken) => taken).length

test('an address may open so many connections at once, and twenty a second after that', () => {
  let now = 0
  const newcomers = createNewcomers(() => now)
  const take = () => newcomers.take('203.0.113.7', false)
  expect(countTaken(3 * NEW_AT_ONCE, take)).toBe(NEW_AT_ONCE)
  now += 2_000
  expect(countTaken(500, take)).toBe(40)
  now += 3_600_000
  expect(countTaken(3 * NEW_AT_ONCE, take)).toBe(NEW_AT_ONCE)
})

test('what one address does is not counted against another', () => {
  const newcomers = createNewcomers(() => 0)
  countTaken(2 * NEW_AT_ONCE, () => newcomers.take('203.0.113.7', false))
  expect(newcomers.take('203.0.113.8', false)).toBe(true)
})

test('an address at which somebody was admitted may open ten times as many', () => {
  const newcomers = createNewcomers(() => 0)
  const take = () => newcomers.take('203.0.113.7', true)
  expect(countTaken(20 * NEW_AT_ONCE, take)).toBe(10 * NEW_AT_ONCE)
})

test('who opens connections all the time is not forgotten for others who come meanwhile', () => {
  const newcomers = createNewcomers(() => 0)
  const take = () => newcomers.take('203.0.113.7', false)
  countTaken(NEW_AT_ONCE, take)
  for (let other = 0; other < 60_000; other += 1) {
    newcomers.take(`2001:db8:${other.toString(16)}::/64`, false)
    if (other % 1_000 === 0) expect(take()).toBe(false)
  }
})
