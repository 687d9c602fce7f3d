import { quoteAround, type Unit } from './excerpt.ts'

/** The first place at which two lists of lines or tokens are not the same. */
export interface Difference {
  readonly part: 'line' | 'token'
  /** From 0. In one of them there may be nothing any more. */
  readonly at: number
  readonly expected: readonly string[]
  readonly actual: readonly string[]
}

/**
 * A sentence of less than 300 characters. Lines are those between newlines: text that ends with a newline has an empty
 * one at its end.
 */
export function describeDifference(difference: Difference, unit: Unit): string {
  const { part, at, expected, actual } = difference
  const [wanted, given] = [expected[at], actual[at]]
  const ends = part === 'line' ? describeEnds(difference) : undefined
  if (ends !== undefined) return ends
  const count = describeCount(difference)
  if (wanted === undefined || isEnd(expected, difference))
    return `unexpected ${part} ${at + 1}: ${quoteAround(given ?? '', 0, unit)}${count}`
  if (given === undefined || isEnd(actual, difference))
    return `${part} ${at + 1} is missing: expected ${quoteAround(wanted, 0, unit)}${count}`
  const place = firstDifference(wanted, given)
  const isLong = Math.max(wanted.length, given.length) > LONG_CHARACTERS
  const column = isLong
    ? ` at ${unit === 'byte' ? 'byte' : 'column'} ${countCharacters(wanted, place) + 1}`
    : ''
  const note = describeKind({ wanted, given, place, isLong }) ?? count
  const quoted = `expected ${quoteAround(wanted, place, unit)}, got ${quoteAround(given, place, unit)}`
  return `${part} ${at + 1} differs${column}: ${quoted}${note}`
}

/** Whether the place is behind the last newline, where there is no line any more. */
function isEnd(parts: readonly string[], { part, at }: Difference): boolean {
  return part === 'line' && at === parts.length - 1 && parts[at] === ''
}

/** A line that is longer is not shown whole, and its reader needs to know where to look. */
const LONG_CHARACTERS = 60

/** When the only difference is in how many newlines stand at the end, or in how lines end. */
function describeEnds({ at, expected, actual }: Difference): string | undefined {
  const rest = [expected, actual].map((lines) => lines.slice(at))
  if (rest.every((lines) => lines.every((line) => line === ''))) {
    const more = actual.length - expected.length
    return more < 0
      ? `${newlines(-more)} at the end ${-more === 1 ? 'is' : 'are'} missing`
      : `${newlines(more)} too many at the end`
  }
  if (expected.length !== actual.length) return undefined
  if (actual.every((line, index) => line === expected[index] || line === `${expected[index]}\r`))
    return `line ${at + 1} ends with CR LF (\\r\\n), expected LF (\\n); otherwise the same`
  if (expected.every((line, index) => line === actual[index] || line === `${actual[index]}\r`))
    return `line ${at + 1} ends with LF (\\n), expected CR LF (\\r\\n); otherwise the same`
  return undefined
}

const newlines = (count: number) => (count === 1 ? 'a newline' : `${count} newlines`)

function describeCount({ part, expected, actual }: Difference): string {
  const [wanted, given] = [expected, actual].map(
    (parts) => parts.length - (part === 'line' && parts.at(-1) === '' ? 1 : 0),
  )
  if (wanted === given) return ''
  if (given === 0) return ' (there is no output)'
  return ` (${given} ${given === 1 ? part : `${part}s`} instead of ${wanted})`
}

interface Pair {
  readonly wanted: string
  readonly given: string
  readonly place: number
  readonly isLong: boolean
}

const inCharacters = (count: number) => (count === 1 ? '1 character' : `${count} characters`)

/** A line is read again to find out what kind of difference it is; of a longer one the place must do. */
const LONGEST_READ_CHARACTERS = 100_000

/** What kind of difference it is, when that is hard to see. */
function describeKind({ wanted, given, place, isLong }: Pair): string | undefined {
  if (isLong && place === wanted.length)
    return ` (correct so far, then ${inCharacters(given.length - place)} too many)`
  if (isLong && place === given.length)
    return ` (correct so far, then ${inCharacters(wanted.length - place)} missing)`
  if (Math.max(wanted.length, given.length) > LONGEST_READ_CHARACTERS) return undefined
  const same = (read: (line: string) => string) => read(wanted) === read(given)
  if (same((line) => line.replaceAll(/[\t\n\v\f\r\p{Z}]+/gu, ''))) return ' (only whitespace differs)'
  if (same((line) => line.replaceAll(/[\s\p{C}]+/gu, ''))) return ' (only invisible characters differ)'
  if (same((line) => line.toLowerCase())) return ' (only case differs)'
  if (same((line) => line.normalize('NFKC'))) return ' (they look alike but are different characters)'
  return undefined
}

/** In code units; never between the two of one character. */
function firstDifference(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at += 1
  return at > 0 && (one.charCodeAt(at - 1) & 0xfc00) === 0xd800 ? at - 1 : at
}

function countCharacters(line: string, end: number): number {
  let count = 0
  for (let at = 0; at < end; at += 1) if ((line.charCodeAt(at) & 0xfc00) !== 0xdc00) count += 1
  return count
}
