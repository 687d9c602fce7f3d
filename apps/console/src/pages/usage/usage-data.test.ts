import { expect, test } from 'vitest'
import {
  byDay,
  byLanguage,
  MAX_LANGUAGES,
  OTHERS,
  readRange,
  toDays,
  toHeights,
  toLayers,
  totalOf,
} from './usage-data.ts'

const used = (day: string, language: string, runs: number, errors = 0) => ({
  ...{ day, language, runs, errors },
  cpuSeconds: runs / 2,
})
const USAGE = {
  from: '2026-02-27',
  to: '2026-03-02',
  days: [used('2026-02-28', 'python', 3, 1), used('2026-03-01', 'python', 1), used('2026-03-01', 'c', 5)],
}

test('days are UTC and include today', () => {
  expect(toDays('7', new Date('2026-03-02T23:59:59Z'))).toEqual({ from: '2026-02-24', to: '2026-03-02' })
})

test('an address that names no known range means 30 days', () => {
  expect(readRange({ days: 90 })).toBe('90')
  expect(readRange({ days: '7' })).toBe('7')
  expect(readRange({ days: 8 })).toBe('30')
  expect(readRange({})).toBe('30')
})

test('every day is there, with what all languages used on it', () => {
  expect(byDay(USAGE).map(({ day, runs }) => [day, runs])).toEqual([
    ['2026-02-27', 0],
    ['2026-02-28', 3],
    ['2026-03-01', 6],
    ['2026-03-02', 0],
  ])
})

test('languages come with their sums, the most used first', () => {
  expect(byLanguage(USAGE)).toEqual([
    { language: 'c', runs: 5, errors: 0, cpuSeconds: 2.5 },
    { language: 'python', runs: 4, errors: 1, cpuSeconds: 2 },
  ])
  expect(totalOf(USAGE.days)).toEqual({ runs: 9, errors: 1, cpuSeconds: 4.5 })
})

test('layers stack up to the runs of the day, and languages beyond the colours are one', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const days = names.map((language, index) => used('2026-02-28', language, 10 - index))
  const { layers } = toLayers({ ...USAGE, days })
  expect(layers.map(({ name }) => name)).toEqual([...names.slice(0, MAX_LANGUAGES), OTHERS])
  expect(layers.at(-1)?.runs).toEqual([0, 5 + 4, 0, 0])
  expect(toHeights(layers).at(-1)).toEqual([0, 10 + 9 + 8 + 7 + 6 + 5 + 4, 0, 0])
  expect(toHeights(layers)[1]).toEqual([0, 10 + 9, 0, 0])
})
