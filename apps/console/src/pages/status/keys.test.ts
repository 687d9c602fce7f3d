import { expect, test } from 'vitest'
import { toIndex } from './keys.ts'

test.each([
  ['ArrowLeft', 4],
  ['ArrowRight', 6],
  ['PageDown', 0],
  ['PageUp', 9],
  ['Home', 0],
  ['End', 9],
  ['Tab', undefined],
])('from the sixth of ten intervals, %s leads to %s', (key, index) => {
  expect(toIndex(key, 5, 9)).toBe(index)
})

test('nothing leads out of the history', () => {
  expect(toIndex('ArrowLeft', 0, 9)).toBe(0)
  expect(toIndex('ArrowRight', 9, 9)).toBe(9)
})
