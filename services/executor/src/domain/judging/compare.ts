import { isUtf8 } from 'node:buffer'
import type { Comparison } from '@runhive/contracts/request'
import { type Difference, describeDifference } from './difference.ts'
import type { Unit } from './excerpt.ts'

/** A comparison that needs no program. */
export type PlainComparison = Exclude<Comparison, { mode: 'checker' }>

/** Where output first differs from what was expected, in a sentence for people; undefined when it is accepted. */
export function findDifference(
  comparison: PlainComparison,
  expected: Buffer,
  actual: Buffer,
): string | undefined {
  if (expected.equals(actual)) return undefined
  // Bytes that are no text would all be read as the same replacement; one byte is one character here.
  const isText = isUtf8(expected) && isUtf8(actual)
  const read = (bytes: Buffer) => bytes.toString(isText ? 'utf8' : 'latin1')
  const difference = compareText(comparison, read(expected), read(actual))
  const unit: Unit = isText ? 'character' : 'byte'
  return difference && describeDifference(difference, unit)
}

function compareText(comparison: PlainComparison, expected: string, actual: string): Difference | undefined {
  switch (comparison.mode) {
    case 'exact':
      return findFirst('line', expected.split('\n'), actual.split('\n'))
    case 'trimmed':
      return findFirst('line', toTrimmedLines(expected), toTrimmedLines(actual))
    case 'tokens':
      return findFirst('token', toTokens(expected), toTokens(actual))
    case 'floats': {
      const { tolerance } = comparison
      return findFirst('token', toTokens(expected), toTokens(actual), (one, other) =>
        isNear(one, other, tolerance),
      )
    }
    default:
      return comparison satisfies never
  }
}

/** Without white space at the ends of lines, and without empty lines at the end. */
function toTrimmedLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trimEnd())
  while (lines.at(-1) === '') lines.pop()
  return lines
}

function toTokens(text: string): string[] {
  return text.split(/\s+/).filter((token) => token !== '')
}

/** Reads each character once, no matter what follows the digits: tokens may be as long as the output. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Numbers may differ by `tolerance`, absolutely or in proportion to what was expected; everything else must be the
 * same.
 */
function isNear(expected: string, actual: string, tolerance: number): boolean {
  if (expected === actual) return true
  if (!NUMBER.test(expected) || !NUMBER.test(actual)) return false
  const [wanted, given] = [Number(expected), Number(actual)]
  const difference = Math.abs(wanted - given)
  return difference <= tolerance || difference <= tolerance * Math.abs(wanted)
}

function findFirst(
  part: Difference['part'],
  expected: readonly string[],
  actual: readonly string[],
  same: (one: string, other: string) => boolean = (one, other) => one === other,
): Difference | undefined {
  for (let at = 0; at < Math.max(expected.length, actual.length); at += 1) {
    const [one, other] = [expected[at], actual[at]]
    if (one === undefined || other === undefined || !same(one, other)) return { part, at, expected, actual }
  }
  return undefined
}
