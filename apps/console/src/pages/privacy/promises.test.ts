import { expect, test } from 'vitest'
import { PROMISES } from './promises.ts'

/** The promises to users, and the words that the page must contain for each. */
const TABLE = [
  ['an account holds e-mail and name only', 'account', [/e-mail/, /name/, /nothing else/]],
  [
    'code is kept only as execution history',
    'code',
    [/processed/, /stored only as your execution history/, /store/],
  ],
  [
    'usage data is for limits and abuse, and is not joined with code',
    'usage',
    [/abuse/, /never combined with code/],
  ],
  ['keys can be deactivated at any time', 'keys', [/at any time/, /within a second/]],
  [
    'each run has a fresh container, no network, an end',
    'cells',
    [/fresh container/, /without a network/, /destroyed/],
  ],
  ['content is never inspected', 'content', [/inspects/, /never contain/]],
  ['no sale, no sharing, no tracking', 'sharing', [/sold/, /shared/, /no tracking/]],
  ['deletion on request, with a receipt', 'deletion', [/delete/, /every service/, /receipt/]],
] as const

test.each(TABLE)('the page promises: %s', (_, promise, words) => {
  for (const word of words) expect(PROMISES[promise]).toMatch(word)
})

test('nothing is promised that is not in the table', () => {
  expect(Object.keys(PROMISES).toSorted()).toEqual(TABLE.map(([, promise]) => promise).toSorted())
})
