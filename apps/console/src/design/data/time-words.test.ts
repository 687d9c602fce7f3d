import { expect, test } from 'vitest'
import { agoInWords, count } from './time-words.ts'

const NOW = new Date('2026-06-15T12:00:00Z')

test.each([
  ['2026-06-15T11:59:30Z', 'just now'],
  ['2026-06-15T12:00:20Z', 'in less than a minute'],
  ['2026-06-15T11:55:00Z', '5 minutes ago'],
  ['2026-06-15T10:00:00Z', '2 hours ago'],
  ['2026-06-14T11:00:00Z', 'yesterday'],
  ['2026-06-18T12:00:00Z', 'in 3 days'],
  ['2026-03-01T12:00:00Z', '3 months ago'],
  ['2024-06-01T12:00:00Z', '2 years ago'],
])('%s is said as "%s"', (at, words) => {
  expect(agoInWords(at, NOW)).toBe(words)
})

test('one of something is not several', () => {
  expect(count(1, 'day')).toBe('1 day')
  expect(count(0, 'day')).toBe('0 days')
  expect(count(1_200, 'entry', 'entries')).toBe('1,200 entries')
})
