import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'
import { NOBODY, signedInAs } from '../testing/people.ts'

/** What nobody may send about keys, accounts, plans and messages, each with the one sentence it gets. */
const key = (fields: object) => ({ name: 'CI', ...fields })
const NEVER = '0192f0c1-2d3e-7abc-8def-0123456789ab'
const letter = (fields: object) => ({ name: 'A', email: 'a@example.com', message: 'Hi', ...fields })

const CASES: Array<[what: string, method: string, path: string, body: unknown, message: string | RegExp]> = [
  ['a key without a name', 'POST', '/keys', {}, /^name (must|is required) /],
  ['a key with an empty name', 'POST', '/keys', key({ name: ' ' }), 'name must not be empty'],
  [
    'a key with a long name',
    'POST',
    '/keys',
    key({ name: 'x'.repeat(101) }),
    'name must be at most 100 characters',
  ],
  ['a key of another kind', 'POST', '/keys', key({ kind: 'master' }), /^kind (must|is required) /],
  [
    'a key with another scope',
    'POST',
    '/keys',
    key({ scopes: ['admin'] }),
    /^scopes\[0\] (must|is required) /,
  ],
  [
    'an origin with a star',
    'POST',
    '/keys',
    key({ kind: 'browser', origins: ['https://*.example'] }),
    'origins[0] must name one host: wildcards are not supported',
  ],
  [
    'the origin of pages without one',
    'POST',
    '/keys',
    key({ kind: 'browser', origins: ['null'] }),
    'origins[0] must not be null: every page without an origin sends that',
  ],
  [
    'an origin with a path',
    'POST',
    '/keys',
    key({ origins: ['https://a.example/x'] }),
    'origins[0] must be an origin like https://docs.example.com, without a path',
  ],
  [
    'an address that is none',
    'POST',
    '/keys',
    key({ ipRanges: ['10.0.0.0/99'] }),
    'ipRanges[0] must be an IP address or a CIDR range like 10.0.0.0/8',
  ],
  [
    'a limit of 0',
    'POST',
    '/keys',
    key({ allowance: { burst: 0 } }),
    /^allowance\.burst must (be|have) at least \d+/,
  ],
  ['a limit nobody knows', 'POST', '/keys', key({ disk: 1 }), /^The request has no field `disk`/],
  ['a date that is none', 'POST', '/keys', key({ expiresAt: 'tomorrow' }), /^expiresAt (must|is required) /],
  ['a change of the kind', 'PATCH', '/keys/k', { kind: 'server' }, /^The request has no field `kind`/],
  ['a change that is a list', 'PATCH', '/keys/k', [], 'The request must be an object'],
  ['an id that is too long', 'DELETE', `/keys/${'x'.repeat(65)}`, undefined, /^id (must|is required) /],
  ['an account without a name', 'PATCH', '/account', {}, /^name (must|is required) /],
  [
    'a name with control characters',
    'PATCH',
    '/account',
    { name: 'a\nb' },
    'name must not contain control characters',
  ],
  [
    'a change of the role',
    'PATCH',
    '/account',
    { name: 'A', role: 'operator' },
    /^The request has no field `role`/,
  ],
  ['a day that is none', 'GET', '/account/usage?from=2026-02-30', undefined, /^from (must|is required) /],
  [
    'days in disorder',
    'GET',
    '/account/usage?from=2026-02-02&to=2026-02-01',
    undefined,
    /^from must be 2026-02-01/,
  ],
  [
    'too many days',
    'GET',
    '/account/usage?from=2024-01-01&to=2026-01-01',
    undefined,
    /^from must be at most 365 days/,
  ],
  [
    'a receipt that is none',
    'GET',
    '/account/receipts/x',
    undefined,
    'id must be the id of a receipt, a UUID',
  ],
  ['a message from nobody', 'POST', '/contact', letter({ email: 'x' }), /^email (must|is required) /],
  ['an empty message', 'POST', '/contact', letter({ message: ' ' }), 'message must not be empty'],
  ['two lines as a name', 'POST', '/contact', letter({ name: 'a\nb' }), 'name must be one line'],
  [
    'a long message',
    'POST',
    '/contact',
    letter({ message: 'x'.repeat(10_001) }),
    /^message must (be|have) at most \d+/,
  ],
  ['a long name', 'POST', '/contact', letter({ name: 'x'.repeat(201) }), /^name must (be|have) at most \d+/],
  [
    'a long address',
    'POST',
    '/contact',
    letter({ email: `${'x'.repeat(64)}@${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(63)}.org` }),
    /^email/,
  ],
  [
    'two addresses',
    'POST',
    '/contact',
    letter({ email: 'a@example.com,b@example.com' }),
    /^email (must|is required) /,
  ],
  [
    'a line end in an address',
    'POST',
    '/contact',
    letter({ email: 'a@example.com\nBcc: b@example.com' }),
    /^email (must|is required) /,
  ],
  ['a website that is no text', 'POST', '/contact', letter({ website: 1 }), /^website (must|is required) /],
  [
    'a field nobody knows',
    'POST',
    '/contact',
    letter({ bcc: 'b@example.com' }),
    /^The request has no field `bcc`/,
  ],
  ['an empty reply', 'POST', `/admin/contact/${NEVER}/reply`, { text: ' \n' }, 'text must not be empty'],
  [
    'a long reply',
    'POST',
    `/admin/contact/${NEVER}/reply`,
    { text: 'x'.repeat(10_001) },
    /^text must (be|have) at most \d+/,
  ],
  [
    'somebody else’s name under a reply',
    'POST',
    `/admin/contact/${NEVER}/reply`,
    { text: 'x', by: 'y' },
    /^The request has no field `by`/,
  ],
  [
    'an archive that is no yes or no',
    'POST',
    `/admin/contact/${NEVER}/archive`,
    { archived: 'yes' },
    /^archived (must|is required) /,
  ],
  [
    'a message’s id that is none',
    'DELETE',
    '/admin/contact/x',
    undefined,
    'id must be the id of a message, a UUID',
  ],
  ['a state nobody knows', 'GET', '/admin/contact?state=closed', undefined, /^state (must|is required) /],
  ['a cursor that is none', 'GET', '/admin/contact?cursor=x', undefined, /^cursor (must|is required) /],
  ['0 hours', 'GET', '/status/history?hours=0', undefined, /^hours must (be|have) at least \d+/],
  [
    'more hours than are kept',
    'GET',
    '/status/history?hours=2161',
    undefined,
    /^hours must (be|have) at most \d+/,
  ],
  ['half an hour', 'GET', '/status/history?hours=0.5', undefined, /^hours (must|is required) /],
  [
    'a plan without limits',
    'POST',
    '/admin/plans',
    { name: 'x', maxKeys: 1, retentionDays: 1 },
    /^allowance (must|is required) /,
  ],
  ['another role', 'PATCH', '/admin/accounts/x', { role: 'god' }, /^role (must|is required) /],
  ['a page of 0', 'GET', '/admin/accounts?limit=0', undefined, /^limit must (be|have) at least \d+/],
]

test.each(CASES)('%s is refused in one clear sentence', async (...[, method, path, json, message]) => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = signedInAs('root', gateway.url)
  const answer = await gateway.ask(`/api/v1${path}`, { method, headers, ...(json !== undefined && { json }) })
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'BAD_INPUT' })
  expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
})

test('nobody learns what is wrong with a request that they may not make', async () => {
  await using gateway = await openTestGateway({ hold: false })
  expect(await gateway.ask('/api/v1/keys', { json: {}, headers: NOBODY })).toMatchObject({ status: 401 })
  expect(await gateway.ask('/api/v1/keys', { json: {} })).toMatchObject({ status: 403 })
})
