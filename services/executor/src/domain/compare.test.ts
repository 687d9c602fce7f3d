import type { Comparison } from '@runhive/contracts/request'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDifference, type PlainComparison } from './compare.ts'

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
  ['a missing line end', mode('exact'), 'a\n', 'a', 'line 2 is missing: expected ""'],
  ['another line', mode('trimmed'), 'a\nb\n', 'a\nc\n', 'line 2 differs: expected "b", got "c"'],
  ['white space at the beginning of a line', mode('trimmed'), 'a', ' a', 'line 1 differs'],
  ['a line too many', mode('trimmed'), 'a\n', 'a\nb\n', 'line 2 should not be there: "b"'],
  ['an empty line in the middle', mode('trimmed'), 'a\nb', 'a\n\nb', 'line 2 differs: expected "b", got ""'],
  ['another token', mode('tokens'), '1 2', '1 3', 'token 2 differs: expected "2", got "3"'],
  ['a token too few', mode('tokens'), '1 2', '1', 'token 2 is missing: expected "2"'],
  ['a number that is off', floats(1e-6), '0.3333', '0.3335', 'token 1 differs'],
  ['a word where a number should be', floats(1), '1', 'one', 'token 1 differs'],
  ['what only looks like a number', floats(1), '1', '0x1', 'token 1 differs'],
  ['infinity where a number should be', floats(1), '1', 'Infinity', 'token 1 differs'],
]

test.each(refused)('%s is refused, and the difference told', (...row) => {
  const [, comparison, expected, actual, told] = row
  expect(findDifference(comparison, expected, actual)).toContain(told)
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

test('what is told of a difference stays short, however long the lines', () => {
  const long = 'x'.repeat(100_000)
  expect(findDifference(mode('exact'), long, `${long}y`)?.length).toBeLessThan(250)
})
