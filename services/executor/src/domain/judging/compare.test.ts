import type { Comparison } from '@runhive/contracts/request'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDifference as findInBytes, type PlainComparison } from './compare.ts'

const findDifference = (comparison: PlainComparison, expected: string, actual: string) =>
  findInBytes(comparison, Buffer.from(expected), Buffer.from(actual))
const floats = (tolerance: number): PlainComparison => ({ mode: 'floats', tolerance })
const mode = (name: 'exact' | 'trimmed' | 'tokens'): PlainComparison => ({ mode: name })

const accepted: [string, PlainComparison, string, string][] = [
  ['the same bytes', mode('exact'), 'a b\n', 'a b\n'],
  ['white space at the ends of lines', mode('trimmed'), 'a\nb', 'a  \nb\t\n'],
  ['empty lines at the end', mode('trimmed'), 'a\n', 'a\n\n\n'],
  ['carriage returns at the ends of lines', mode('trimmed'), 'a\nb\n', 'a\r\nb\r\n'],
  ['nothing and a line end', mode('trimmed'), '', '\n'],
  ['tokens on other lines', mode('tokens'), '1 2\n3', ' 1\n2 3 '],
  ['numbers within an absolute tolerance', floats(1e-6), '0.3333333', '0.3333334'],
  ['numbers within a relative tolerance', floats(1e-6), '1000000', '1000000.5'],
  ['numbers written in other ways', floats(0), '1.0 100 -0.5', '1 1e2 -.5'],
  ['words beside numbers', floats(0.1), 'area 1.00', 'area 1.05'],
]

test.each(accepted)('%s are accepted', (_what, comparison, expected, actual) => {
  expect(findDifference(comparison, expected, actual)).toBeUndefined()
})

const refused: [string, PlainComparison, string, string, string][] = [
  ['a missing newline at the end', mode('exact'), 'a\n', 'a', 'a newline at the end is missing'],
  ['a newline too many at the end', mode('exact'), 'a', 'a\n', 'a newline too many at the end'],
  ['two newlines too many at the end', mode('exact'), 'a\n', 'a\n\n\n', '2 newlines too many at the end'],
  [
    'a carriage return in every line',
    mode('exact'),
    'a\nb\n',
    'a\r\nb\r\n',
    'line 1 ends with CR LF (\\r\\n), expected LF (\\n)',
  ],
  [
    'a missing carriage return',
    mode('exact'),
    'a\r\nb\r\n',
    'a\r\nb\n',
    'line 2 ends with LF (\\n), expected CR LF',
  ],
  [
    'a space at the end of a line',
    mode('exact'),
    'a\n',
    'a \n',
    'expected "a", got "a " (only whitespace differs)',
  ],
  [
    'a tab for a space',
    mode('trimmed'),
    'a b',
    'a\tb',
    'expected "a b", got "a\\tb" (only whitespace differs)',
  ],
  [
    'a space that does not break',
    mode('trimmed'),
    'a b',
    'a\u00a0b',
    'got "a\\u00a0b" (only whitespace differs)',
  ],
  [
    'a character without width',
    mode('tokens'),
    'ab',
    'a\u200bb',
    'got "a\\u200bb" (only invisible characters differ)',
  ],
  [
    'a byte order mark',
    mode('exact'),
    'a\n',
    '\ufeffa\n',
    'got "\\ufeffa" (only invisible characters differ)',
  ],
  ['another case', mode('trimmed'), 'Yes', 'YES', 'expected "Yes", got "YES" (only case differs)'],
  [
    'a letter that looks alike',
    mode('trimmed'),
    'é',
    'e\u0301',
    '(they look alike but are different characters)',
  ],
  ['no output', mode('trimmed'), '5\n', '', 'line 1 is missing: expected "5" (there is no output)'],
  [
    'a last line that is missing',
    mode('exact'),
    'a\nb\n',
    'a\n',
    'line 2 is missing: expected "b" (1 line instead of 2)',
  ],
  ['lines too many', mode('exact'), 'a\n', 'a\nb\nc\n', 'unexpected line 2: "b" (3 lines instead of 1)'],
  [
    'a long line that goes on',
    mode('trimmed'),
    'x'.repeat(200),
    'x'.repeat(5000),
    `line 1 differs at column 201: expected "…${'x'.repeat(20)}", got "…${'x'.repeat(60)}…" (correct so far, then 4800 characters too many)`,
  ],
  [
    'a long line that stops',
    mode('trimmed'),
    'x'.repeat(5000),
    'x'.repeat(200),
    '(correct so far, then 4800 characters missing)',
  ],
  [
    'a long line that lacks its last character',
    mode('trimmed'),
    'x'.repeat(5001),
    'x'.repeat(5000),
    '(correct so far, then 1 character missing)',
  ],
  [
    'a long line with one other character far right',
    mode('exact'),
    `${'a'.repeat(4000)}b${'c'.repeat(500)}`,
    `${'a'.repeat(4000)}B${'c'.repeat(500)}`,
    `line 1 differs at column 4001: expected "…${'a'.repeat(20)}b${'c'.repeat(39)}…", got "…${'a'.repeat(20)}B`,
  ],
  [
    'a column behind characters of two code units',
    mode('exact'),
    `${'🐝'.repeat(50)}a`,
    `${'🐝'.repeat(50)}b`,
    'at column 51',
  ],
  [
    'other halves of one character',
    mode('exact'),
    `${'x'.repeat(70)}🐝`,
    `${'x'.repeat(70)}🐙`,
    'at column 71',
  ],
  ['another line', mode('trimmed'), 'a\nb\n', 'a\nc\n', 'line 2 differs: expected "b", got "c"'],
  ['white space at the beginning of a line', mode('trimmed'), 'a', ' a', 'line 1 differs'],
  ['a line too many', mode('trimmed'), 'a\n', 'a\nb\n', 'unexpected line 2: "b"'],
  [
    'an empty line in the middle',
    mode('trimmed'),
    'a\nb',
    'a\n\nb',
    'line 2 differs: expected "b", got "" (3 lines instead of 2)',
  ],
  ['another token', mode('tokens'), '1 2', '1 3', 'token 2 differs: expected "2", got "3"'],
  ['a token too few', mode('tokens'), '1 2', '1', 'token 2 is missing: expected "2"'],
  ['a number that is off', floats(1e-6), '0.3333', '0.3335', 'token 1 differs'],
  ['a word where a number should be', floats(1), '1', 'one', 'token 1 differs'],
  ['what only looks like a number', floats(1), '1', '0x1', 'token 1 differs'],
  ['infinity where a number should be', floats(1), '1', 'Infinity', 'token 1 differs'],
]

test.each(refused)('%s is refused, and the difference told', (...row) => {
  const [, comparison, expected, actual, message] = row
  expect(findDifference(comparison, expected, actual)).toContain(message)
})

const anyMode = fc.constantFrom<PlainComparison>(mode('exact'), mode('trimmed'), mode('tokens'), floats(1e-9))

test('output is accepted as itself, whatever it is', () => {
  fc.assert(
    fc.property(anyMode, fc.string({ unit: 'binary' }), (comparison, text) => {
      expect(findDifference(comparison, text, text)).toBeUndefined()
    }),
  )
})

test('a stricter mode never accepts what a laxer one refuses', () => {
  const ordered: Comparison['mode'][] = ['exact', 'trimmed', 'tokens']
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '1', '.') })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const verdicts = ordered.map(
        (name) => findDifference(mode(name as 'exact' | 'trimmed' | 'tokens'), one, other) === undefined,
      )
      expect(verdicts.toSorted()).toEqual(verdicts)
    }),
  )
})

test('bytes that are not UTF-8 are compared as bytes in every mode, and shown as such', () => {
  const [one, other] = [Buffer.of(0xff, 0x0a), Buffer.of(0xfe, 0x0a)]
  for (const comparison of [mode('exact'), mode('trimmed'), mode('tokens'), floats(1)]) {
    expect(findInBytes(comparison, one, Buffer.from(one))).toBeUndefined()
    expect(findInBytes(comparison, one, other)).toContain('1 differs: expected "\\xff", got "\\xfe"')
  }
  expect(findInBytes(mode('trimmed'), one, Buffer.of(0xff))).toBeUndefined()
  // What stands for it when it is shown is another text.
  expect(findInBytes(mode('trimmed'), Buffer.from('\ufffd\n'), one)).toBeDefined()
})

test('what is told of a difference stays short, and is one line, whatever is compared', () => {
  const unit = fc.constantFrom('a', 'B', ' ', '\n', '\r', '\0', '\u200b', '🐝', 'é', '"', '\\', '\ud800')
  const text = fc.oneof(
    fc.string({ unit, maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit, maxLength: 20 }).map((piece) => piece.repeat(200)),
  )
  fc.assert(
    fc.property(anyMode, text, text, (comparison, one, other) => {
      const message = findDifference(comparison, one, `${one}${other}`) ?? ''
      expect(message.length).toBeLessThan(300)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(message).not.toMatch(/[\x00-\x1f\u200b]/)
      expect((findDifference(comparison, one, other) ?? '').length).toBeLessThan(300)
    }),
    { numRuns: 1000 },
  )
})

test('a difference at the end of the longest lines is found', () => {
  const long = 'x'.repeat(8 << 20)
  expect(findDifference(mode('exact'), `${long}y`, `${long}z`)).toContain('at column 8388609')
})

test('a long token that begins like a number is compared in a time that grows with its length', () => {
  const digits = '1'.repeat(4 << 20)
  expect(findDifference(floats(1), `${digits}x`, `${digits}y`)).toContain('token 1 differs')
})
