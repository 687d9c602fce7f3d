import { expect, test } from 'vitest'
import { deviceOf } from './device.ts'
import { describeParts } from './receipt-words.ts'

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['x'.repeat(300), `${'x'.repeat(79)}…`],
  [null, 'Unknown device'],
])('%s is %s', (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device)
})

test('a receipt says in words what went where, and what has not yet', () => {
  const finishedAt = '2026-06-15T12:00:00Z'
  expect(
    describeParts([
      { service: 'auth', deleted: { keys: 2, sessions: 1, requests: 0 }, finishedAt },
      { service: 'history', deleted: {}, finishedAt },
      { service: 'contact', deleted: {}, finishedAt: null },
      { service: 'later', deleted: { new_things: 3 }, finishedAt },
    ]),
  ).toEqual([
    { where: 'Account, keys and requests', what: '2 API keys, 1 session', done: true },
    { where: 'History and webhooks', what: 'nothing was there', done: true },
    { where: 'Messages to the operator', what: 'not yet', done: false },
    { where: 'later', what: '3 new things', done: true },
  ])
})
