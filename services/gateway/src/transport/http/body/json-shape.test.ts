import { expect, test } from 'vitest'
import { findJsonExcess, MAX_JSON_DEPTH, MAX_JSON_TOKENS } from './json-shape.ts'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const list = (length: number) => `[${Array(length).fill('1').join(',')}]`

test.each([
  ['as deep as may be', nested(MAX_JSON_DEPTH), undefined],
  ['deeper, and cut off', '['.repeat(MAX_JSON_DEPTH + 1), 'depth'],
  ['deeper, of objects', '{"a":'.repeat(MAX_JSON_DEPTH + 1), 'depth'],
  ['side by side, not deep', `[${Array(1_000).fill('[[]]').join(',')}]`, undefined],
  ['as many values as may be', list(MAX_JSON_TOKENS), undefined],
  ['more values', list(MAX_JSON_TOKENS + 1), 'tokens'],
  ['brackets and commas in a string', JSON.stringify(['[{,:'.repeat(MAX_JSON_TOKENS)]), undefined],
  ['brackets behind an escaped quote', JSON.stringify([`"${'['.repeat(MAX_JSON_TOKENS)}`]), undefined],
  ['brackets behind an escaped backslash', `["\\\\",${nested(MAX_JSON_DEPTH)}]`, 'depth'],
  ['a string without an end', `"${'['.repeat(MAX_JSON_TOKENS)}`, undefined],
  ['nothing', '', undefined],
])('%s', (_what, text, excess) => {
  expect(findJsonExcess(text)).toBe(excess)
})
