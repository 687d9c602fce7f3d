import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toReturnTo } from './return-to.ts'

test.each(['/', '/keys', '/keys?new=1#here', '/a/../b'])('%s stays on this site', (path) => {
  expect(toReturnTo(path)).toMatch(/^\/(?!\/)/)
})

test('whatever is asked, a browser stays on the site it is on', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '//',
    '.',
    '..',
    ':',
    '@',
    'http',
    'evil.example',
    '\t',
    '\n',
    '%2f',
    '?',
    '#',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((parts) => parts.join('')),
      ),
      (asked) => {
        const url = new URL(toReturnTo(asked), 'https://run.example.com/auth/callback')
        expect(url.origin).toBe('https://run.example.com')
        expect(toReturnTo(asked)).toMatch(/^\/(?![/\\])/)
      },
    ),
    { numRuns: 2_000 },
  )
})
