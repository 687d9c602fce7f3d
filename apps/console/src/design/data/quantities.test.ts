import { expect, test } from 'vitest'
import { toBytes, toCount, toPercent, toSpan } from './quantities.ts'

test('less than everything never reads as everything', () => {
  expect(toPercent(1)).toBe('100 %')
  expect(toPercent(0.99999)).toBe('99.99 %')
  expect(toPercent(0.995)).toBe('99.5 %')
  expect(toPercent(0)).toBe('0 %')
})

test.each([
  [0.42, '0.4 ms'],
  [5.6, '5.6 ms'],
  [12.4, '12 ms'],
  [999, '999 ms'],
  [1_239, '1.23 s'],
  [1_500, '1.5 s'],
  [10_000, '10 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [3_600_000, '1 h'],
  [15_120_000, '4 h 12 min'],
  [273_600_000, '3 d 4 h'],
])('%d milliseconds are %s', (ms, said) => {
  expect(toSpan(ms)).toBe(said)
})

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1_023, '1023 bytes'],
  [1_024, '1 KiB'],
  [1_536, '1.5 KiB'],
  [12_900_000, '12.3 MiB'],
  [268_435_456, '256 MiB'],
  [5 * 1024 ** 4, '5 TiB'],
])('%d bytes are %s', (bytes, said) => {
  expect(toBytes(bytes)).toBe(said)
})

test('thousands are told apart', () => {
  expect(toCount(1_234_567)).toBe('1,234,567')
})
