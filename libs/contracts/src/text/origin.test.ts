import { expect, test } from 'vitest'
import { Origin } from '../account.ts'

test.each([
  ['https://example.com', 'https://example.com'],
  ['https://Example.com:443/', 'https://example.com'],
  ['HTTPS://EXAMPLE.COM', 'https://example.com'],
  ['http://example.com:80', 'http://example.com'],
  ['https://example.com:80', 'https://example.com:80'],
  ['http://localhost:3000/', 'http://localhost:3000'],
  ['http://[::1]:80', 'http://[::1]'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ['https://ＥＸＡＭＰＬＥ.com', 'https://example.com'],
  ['  https://example.com ', 'https://example.com'],
])('%s is the origin %s', (written, origin) => {
  expect(Origin.parse(written)).toBe(origin)
})

test.each([
  ['null', /must not be null/],
  ['*', /wildcards are not supported/],
  ['https://*.example.com', /wildcards are not supported/],
  ['', /must be an origin like/],
  ['example.com', /must be an origin like/],
  ['https://', /must be an origin like/],
  ['https:example.com', /must be an origin like/],
  ['https:\\\\example.com', /must be an origin like/],
  ['https://exam\nple.com', /must be an origin like/],
  ['https://user@example.com', /must be an origin like/],
  ['https://example.com:99999', /must be an origin like/],
  ['https://a<b.example', /must be an origin like/],
  ['file:///etc', /must be an origin like/],
  ['chrome-extension://abc', /must be an origin like/],
  ['https://example.com/docs', /without a path/],
  ['https://example.com/?', /without a path/],
  ['https://example.com#', /without a path/],
  [`https://${'a.'.repeat(130)}example`, /255|must be/],
])('%j is refused, with one reason', (written, reason) => {
  const { error } = Origin.safeParse(written)
  expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(reason)])
})
