import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { findJsonError } from './json-error.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test.each([
  ['{"a": 1,}', 1, 9, 'expected a name in double quotes'],
  ['{"a": 1\n "b": 2}', 2, 2, 'expected `,` or the end of the list or object'],
  ["{'a': 1}", 1, 2, 'expected a name in double quotes or `}`'],
  ['{"a" 1}', 1, 6, 'expected `:`'],
  ['[1, 2', 1, 6, 'unexpected end of the text; expected `,` or the end of the list or object'],
  ['{"language":', 1, 13, 'unexpected end of the text; expected a value'],
  ['{"a": "b', 1, 7, 'the string that starts here is not terminated'],
  ['{"a":\r\n "b\nc"}', 2, 4, 'line breaks and control characters in a string must be escaped'],
  ['["\\x41"]', 1, 3, 'the character after `\\` is not a valid escape'],
  ['{} {}', 1, 4, 'expected the end of the text'],
  ['hello', 1, 1, 'expected a value'],
  ['[01]', 1, 3, 'expected `,` or the end of the list or object'],
  ['[NaN]', 1, 2, 'expected a value or `]`'],
  ['  ', 1, 3, 'unexpected end of the text; expected a value'],
])('%j stops being JSON at line %i, column %i: %s', (text, line, column, problem) => {
  expect(findJsonError(text)).toMatchObject({ line, column, problem })
})

test('what is found to be no JSON is exactly what cannot be parsed, and every beginning up to there can be gone on with', () => {
  const cut = fc.record({
    json: fc.json({ maxDepth: 3 }),
    at: fc.nat(),
    left: fc.nat(3),
    instead: fc.oneof(
      fc.string({ maxLength: 2 }),
      fc.constantFrom('"', '\\', '{', '}', ',', ':', '\n', '1', '-', '.'),
    ),
  })
  fc.assert(
    fc.property(cut, ({ json, at, left, instead }) => {
      const start = at % (json.length + 1)
      const text = json.slice(0, start) + instead + json.slice(start + left)
      const found = findJsonError(text)
      expect(found !== undefined).toBe(!parses(text))
      if (found) expect(found.position).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 3_000 },
  )
})

test('a text nested a million deep, or one string of a million escapes, is looked through', () => {
  expect(findJsonError('['.repeat(1_000_000))).toMatchObject({ position: 1_000_000 })
  expect(findJsonError(`"${'\\n'.repeat(1_000_000)}`)).toMatchObject({ position: 0 })
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
