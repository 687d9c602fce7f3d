import type { Comparison } from '@runhive/contracts/request'

/** A comparison that needs no program. */
export type PlainComparison = Exclude<Comparison, { mode: 'checker' }>

/** Where output first differs from what was expected, for people; undefined when it is accepted. */
export function findDifference(
  comparison: PlainComparison,
  expected: string,
  actual: string,
): string | undefined {
  switch (comparison.mode) {
    case 'exact':
      return expected === actual ? undefined : describeLines(expected.split('\n'), actual.split('\n'))
    case 'trimmed':
      return describeLines(toTrimmedLines(expected), toTrimmedLines(actual))
    case 'tokens':
      return describeTokens(toTokens(expected), toTokens(actual), (one, other) => one === other)
    case 'floats': {
      const { tolerance } = comparison
      return describeTokens(toTokens(expected), toTokens(actual), (one, other) =>
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

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** Numbers may differ by `tolerance`, absolutely or in proportion to what was expected; everything else must be the same. */
function isNear(expected: string, actual: string, tolerance: number): boolean {
  if (expected === actual) return true
  if (!NUMBER.test(expected) || !NUMBER.test(actual)) return false
  const [wanted, given] = [Number(expected), Number(actual)]
  const difference = Math.abs(wanted - given)
  return difference <= tolerance || difference <= tolerance * Math.abs(wanted)
}

function describeLines(expected: readonly string[], actual: readonly string[]): string | undefined {
  const at = firstDifference(expected, actual, (one, other) => one === other)
  return at === undefined ? undefined : `line ${at + 1} ${describePair(expected[at], actual[at], 'line')}`
}

function describeTokens(
  expected: readonly string[],
  actual: readonly string[],
  same: (one: string, other: string) => boolean,
): string | undefined {
  const at = firstDifference(expected, actual, same)
  return at === undefined ? undefined : `token ${at + 1} ${describePair(expected[at], actual[at], 'token')}`
}

function firstDifference(
  expected: readonly string[],
  actual: readonly string[],
  same: (one: string, other: string) => boolean,
): number | undefined {
  for (let at = 0; at < Math.max(expected.length, actual.length); at += 1) {
    const [one, other] = [expected[at], actual[at]]
    if (one === undefined || other === undefined || !same(one, other)) return at
  }
  return undefined
}

function describePair(expected: string | undefined, actual: string | undefined, what: string): string {
  if (expected === undefined) return `should not be there: ${quote(actual)}`
  if (actual === undefined) return `is missing: expected ${quote(expected)}`
  return `differs: expected ${quote(expected)}, got ${quote(actual)}${expected === actual ? ` (the same ${what} but for its end)` : ''}`
}

const MAX_QUOTED = 60

function quote(text = ''): string {
  const cut = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text
  return JSON.stringify(cut)
}
