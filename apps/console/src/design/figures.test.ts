import { expect, test } from 'vitest'
import { toAgo, toBytes, toCount, toPercent, toSpan } from './figures.ts'

test('less than everything never reads as everything', () => {
  expect(toPercent(1)).toBe('100 %')
  expect(toPercent(0.99999)).toBe('99.99 %')
  expect(toPercent(0.995)).toBe('99.5 %')
  expect(toPercent(0)).toBe('0 %')
})

test.each([
  [0.42, '0.4 ms'],
  [12.4, '12 ms'],
  [999, '999 ms'],
  [1_500, '1.5 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [15_120_000, '4 h 12 min'],
  [273_600_000, '3 d 4 h'],
])('%d milliseconds are %s', (ms, said) => {
  expect(toSpan(ms)).toBe(said)
})

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_024, '1 KiB'],
  [1_536, '1.5 KiB'],
  [268_435_456, '256 MiB'],
])('%d bytes are %s', (bytes, said) => {
  expect(toBytes(bytes)).toBe(said)
})

test('the past is told in its largest unit', () => {
  const now = Date.parse('2026-11-24T12:00:00Z')
  expect(toAgo('2026-11-24T12:00:01Z', now)).toBe('just now')
  expect(toAgo('2026-11-24T11:57:30Z', now)).toBe('2 min ago')
  expect(toAgo('2026-11-24T08:00:00Z', now)).toBe('4 h ago')
  expect(toAgo('2026-11-20T08:00:00Z', now)).toBe('4 d ago')
})

test('thousands are told apart', () => {
  expect(toCount(1_234_567)).toBe('1,234,567')
})
