import { expect, test } from 'vitest'
import { rangeOf } from './diagnostics.ts'

const text = 'int main() {\n  return fooBar + 1\n}\n'
const underlined = (line: number, column?: number) => {
  const { from, to } = rangeOf(column === undefined ? { line } : { line, column }, text)
  return text.slice(from, to)
}

test.each([
  ['the word at the column', 2, 10, 'fooBar'],
  ['from inside a word to its end', 2, 13, 'Bar'],
  ['one sign, where there is no word', 2, 17, '+'],
  ['the line without its indentation, where no column is told', 2, undefined, 'return fooBar + 1'],
  ['the last sign of a line, for a column behind its end', 2, 99, '1'],
  ['the last sign before a white column', 2, 20, '1'],
])('%s is underlined', (_, line, column, expected) => {
  expect(underlined(line, column)).toBe(expected)
})

test('a line that is not there underlines nothing outside the text', () => {
  const { from, to } = rangeOf({ line: 99, column: 5 }, text)
  expect(from).toBeGreaterThanOrEqual(0)
  expect(to).toBeLessThanOrEqual(text.length)
  expect(from).toBeLessThanOrEqual(to)
  expect(rangeOf({ line: 1, column: 1 }, '')).toEqual({ from: 0, to: 0 })
})
