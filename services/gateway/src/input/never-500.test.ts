import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WELCOME } from '../testing/contact.ts'
import type { Answer } from '../testing/gateway.ts'
import { openTestGateway } from '../testing/gateway.ts'
import { signedInAs } from '../testing/people.ts'

const RUNS = { numRuns: 150 }
const TIME_MS = 60_000

const JARGON =
  /invalid|expected \w|received|unrecognized|too (big|small)|[<>]=|undefined|\barray\b|\brecord\b/i

/** Between back-ticks are the caller's own words. */
function expectPlainWords({ details }: Answer): void {
  for (const issue of details?.issues ?? []) {
    const { message = '' } = issue as { message?: string }
    expect(message.replace(/`.*`/s, '…')).not.toMatch(JARGON)
  }
}

/** Anything JSON can say, and now and then what is nearly right. */
const anything = fc.jsonValue({ maxDepth: 3 })
const nearly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: right }, { weight: 1, arbitrary: anything })
const file = fc.record({
  name: nearly(fc.oneof(fc.string(), fc.constantFrom('a.py', '../a', '/a', 'a/../b', '__proto__'))),
  content: nearly(fc.string({ unit: 'binary' })),
  encoding: nearly(fc.constantFrom('utf8', 'base64')),
})
const limits = nearly(
  fc.dictionary(fc.constantFrom('wallMs', 'memoryBytes', '__proto__'), nearly(fc.double())),
)
const request = fc.record(
  {
    language: nearly(fc.constantFrom('python', 'c', 'cobol', 'constructor')),
    version: nearly(fc.string()),
    source: nearly(fc.string({ unit: 'binary' })),
    files: nearly(fc.array(file, { maxLength: 3 })),
    stdin: nearly(fc.string({ unit: 'binary' })),
    stdinEncoding: nearly(fc.constantFrom('utf8', 'base64')),
    args: nearly(fc.array(fc.string({ unit: 'binary' }))),
    env: nearly(fc.dictionary(fc.string(), fc.string())),
    limits,
    compileLimits: limits,
    metadata: nearly(fc.dictionary(fc.string(), fc.string())),
    store: nearly(fc.boolean()),
  },
  { requiredKeys: [] },
)

test(
  'no body is answered with a 500, over REST or tRPC, and every refusal says why',
  async () => {
    await using gateway = await openTestGateway({ hold: false })
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, anything), async (body) => {
        const rest = await gateway.ask('/api/v1/executions', { method: 'POST', json: body })
        const trpc = await gateway.ask('/trpc/executions.submit', { method: 'POST', json: body })
        expect([202, 400, 413]).toContain(rest.status)
        expect(trpc.status).toBe(rest.status === 202 ? 200 : rest.status)
        if (rest.status !== 202) expect(rest.body.message).toMatch(/\S{3,}/)
        expectPlainWords(rest.body)
      }),
      RUNS,
    )
  },
  TIME_MS,
)

const segment = fc.oneof(
  fc.constantFrom(
    'executions',
    'export',
    'keys',
    'account',
    'usage',
    'sessions',
    'receipts',
    'admin',
    'plans',
    'contact',
    'overview',
    'site',
    'status',
    'history',
    'reply',
    'archive',
    'sign-in',
    'callback',
    'sign-out',
    'events',
    'cancel',
    'languages',
    '..',
    '%',
    '%00',
    '*',
    '>',
    'a.b',
    '__proto__',
  ),
  fc.webSegment(),
  fc.uuid(),
)
const path = fc.tuple(
  fc.constantFrom('/api/v1', '/trpc', '', '/docs', '/auth'),
  fc.array(segment, { maxLength: 3 }),
)
const query = fc.dictionary(
  fc.constantFrom(
    'wait',
    'limit',
    'cursor',
    'batch',
    'input',
    'status',
    'hours',
    'from',
    'to',
    'search',
    'returnTo',
    'state',
  ),
  fc.string(),
)

test(
  'no address is answered with a 500',
  async () => {
    await using gateway = await openTestGateway({ hold: false })
    await fc.assert(
      fc.asyncProperty(
        path,
        query,
        fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH', 'PUT', 'OPTIONS'),
        async ([base, parts], asked, method) => {
          const url = `${[base, ...parts].join('/') || '/'}?${new URLSearchParams(asked)}`
          const { status } = await gateway.ask(url.startsWith('/') ? url : `/${url}`, {
            method,
            headers: signedInAs('root', gateway.url),
            redirect: 'manual',
          })
          expect(status).toBeLessThan(500)
        },
      ),
      RUNS,
    )
  },
  TIME_MS,
)

const allowance = nearly(
  fc.dictionary(fc.constantFrom('burst', 'requestsPerMinute', '__proto__'), nearly(fc.double())),
)
const key = fc.record(
  {
    name: nearly(fc.string({ unit: 'binary' })),
    kind: nearly(fc.constantFrom('server', 'browser')),
    scopes: nearly(fc.array(fc.constantFrom('executions', 'admin'))),
    origins: nearly(fc.array(fc.oneof(fc.webUrl(), fc.constantFrom('*', 'null', 'https://a.example')))),
    ipRanges: nearly(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('10.0.0.0/8', '::/129')))),
    allowance,
    active: nearly(fc.boolean()),
    expiresAt: nearly(fc.constantFrom(null, '2999-01-01T00:00:00Z', 'tomorrow')),
    plan: nearly(fc.constantFrom('free', 'gold')),
    role: nearly(fc.constantFrom('user', 'operator')),
    email: nearly(fc.emailAddress()),
    message: nearly(fc.string({ unit: 'binary' })),
    website: nearly(fc.string({ unit: 'binary' })),
    text: nearly(fc.string({ unit: 'binary' })),
    reason: nearly(fc.string({ unit: 'binary' })),
    archived: nearly(fc.boolean()),
    id: nearly(fc.constantFrom(WELCOME.id, WELCOME.id.toUpperCase())),
    maxKeys: nearly(fc.integer()),
    retentionDays: nearly(fc.integer()),
  },
  { requiredKeys: [] },
)
const NEVER = '0192f0c1-2d3e-7abc-8def-0123456789ab'
const WRITES = [
  ['POST', '/keys', 'keys.create'],
  ['PATCH', '/keys/some', 'keys.update'],
  ['PATCH', '/account', 'account.update'],
  ['POST', '/contact', 'contact.send'],
  ['POST', `/admin/contact/${WELCOME.id}/reply`, 'contact.reply'],
  ['POST', `/admin/contact/${WELCOME.id}/archive`, 'contact.archive'],
  ['DELETE', `/admin/contact/${NEVER}`, 'contact.remove'],
  ['PATCH', '/admin/accounts/bob', 'admin.changeAccount'],
  ['POST', '/admin/accounts/bob/suspend', 'admin.suspendAccount'],
  ['POST', '/admin/accounts/bob/resume', 'admin.resumeAccount'],
  ['POST', '/admin/plans', 'admin.putPlan'],
] as const

test(
  'nothing that changes an account, a key, a plan or a message is answered with a 500, and every refusal says why',
  async () => {
    await using gateway = await openTestGateway({ hold: false })
    const headers = signedInAs('root', gateway.url)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...WRITES), fc.oneof(key, anything), async (write, body) => {
        const [method, path, procedure] = write
        const rest = await gateway.ask(`/api/v1${path}`, { method, json: body, headers })
        const trpc = await gateway.ask(`/trpc/${procedure}`, { method: 'POST', json: body, headers })
        for (const { status } of [rest, trpc]) expect(status).toBeLessThan(500)
        if (rest.status >= 300) expect(rest.body.message).toMatch(/\S{3,}/)
        expectPlainWords(rest.body)
      }),
      RUNS,
    )
  },
  TIME_MS,
)
