import { expect, test } from 'vitest'
import { readLimit, showLimit } from './limits.ts'

const range = { min: 10, max: 60_000, default: 10_000 }

test.each([
  ['', {}],
  ['2', { value: 2_000 }],
  ['0.25', { value: 250 }],
  ['0,25', { value: 250 }],
])('%j seconds are %o', (text, expected) => {
  expect(readLimit(text, 'wallMs', range)).toEqual(expected)
})

test.each(['0', '-1', '61', 'x', 'Infinity', '1e9', 'NaN'])(
  '%j is refused: the range is named, and what counts instead',
  (text) => {
    expect(readLimit(text, 'wallMs', range)).toEqual({
      problem: 'From 10 ms to 1 min. Until then it is 10 s.',
    })
  },
)

test('what was typed is shown again', () => {
  expect(showLimit(readLimit('1.5', 'wallMs', range).value, 'wallMs')).toBe('1.5')
  expect(showLimit(512 * 1024 * 1024, 'memoryBytes')).toBe('512')
  expect(showLimit(undefined, 'wallMs')).toBe('')
})
