import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { KeyRecord } from '../../domain/admission.ts'
import { createApiKey } from '../../domain/api-key.ts'
import { ACCOUNT, NOW, openAdmissionWorld, openSession, PLAN } from '../../testing/admission.ts'

test('a good key gives its principal and where it stands, and its use is noted', async () => {
  await using auth = await openAdmissionWorld({ key: { role: 'operator' } })
  expect(await auth.ask()).toEqual({
    accountId: ACCOUNT,
    credential: { kind: 'key', id: auth.key.id },
    role: 'operator',
    scopes: ['executions'],
    rate: { limit: 10, remaining: 9, resetMs: expect.any(Number), windowMs: 10_000 },
    retentionDays: 7,
  })
  expect(auth.seen.used).toEqual([auth.key.id])
})

const token = (key: { token: string }) => key.token
const REFUSED: Array<[string, Partial<KeyRecord>, (key: { token: string }) => string]> = [
  ['an unknown key', {}, () => createApiKey().token],
  ['a known id with another secret', { digest: createApiKey().digest }, token],
  ['a key that expires now', { expiresAt: NOW }, token],
  ['a deactivated key', { deactivatedAt: NOW }, token],
  ['a mistyped key', {}, (key) => key.token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
  ['a key without its prefix', {}, (key) => key.token.slice(3)],
  ['an empty key', {}, () => ''],
  ['text', {}, () => "rh_' or 1=1 --"],
]

test('every kind of wrong key gets the same answer to the byte, and no use is noted', async () => {
  const answers = new Set<string>()
  for (const [, change, tokenOf] of REFUSED) {
    await using auth = await openAdmissionWorld({ key: change })
    const refused = await auth.askWith(tokenOf(auth.key)).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'UNAUTHENTICATED',
      data: { rate: { resetMs: expect.any(Number) } },
    })
    expect(auth.seen.used).toEqual([])
    const { code, message, data } = Object(refused)
    // The time until the limit is whole again is the clock's.
    answers.add(JSON.stringify({ code, message, data: { ...data, rate: { ...data.rate, resetMs: 0 } } }))
  }
  expect(answers.size).toBe(1)
})

test('text that is no key is refused without asking the database, for keys or for limits', async () => {
  await using auth = await openAdmissionWorld()
  for (const text of ['', 'rh_', 'x'.repeat(256), auth.key.token.slice(1)]) {
    await expect(auth.askWith(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  expect(auth.seen.lookUps).toEqual([])
  expect(auth.seen.limitRequests).toEqual([])
})

test('an address with too many wrong credentials is limited, and its good keys go on', async () => {
  await using auth = await openAdmissionWorld()
  const wrong = () =>
    auth.ask({ credential: { kind: 'key', token: createApiKey().token }, ip: '192.0.2.1' }).catch((e) => e)
  for (let times = 0; times < PLAN.allowance.burst; times += 1) {
    expect(await wrong()).toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  expect(await wrong()).toMatchObject({ code: 'LIMITED', data: { limit: 'rate', of: 'ip' } })
  await expect(auth.ask({ ip: '192.0.2.1' })).resolves.toMatchObject({ accountId: ACCOUNT })
})

test('a key without the scope is told which one is missing, and its use is not noted', async () => {
  await using auth = await openAdmissionWorld({ key: { scopes: [] } })
  await expect(auth.ask()).rejects.toMatchObject({
    code: 'FORBIDDEN',
    data: { scope: 'executions', rate: { remaining: 9 } },
  })
  expect(auth.seen.used).toEqual([])
})

test.each(['keys.create', 'account.get', 'admin.accounts'])('no key may use %s', async (procedure) => {
  await using auth = await openAdmissionWorld({ key: { role: 'operator' } })
  await expect(auth.ask({ procedure })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    data: { scope: procedure.split('.')[0] },
  })
})

test('a key that is not usable does not learn about scopes', async () => {
  await using auth = await openAdmissionWorld({ key: { scopes: [], deactivatedAt: NOW } })
  await expect(auth.ask()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('a browser key works from the origins it names, and from nowhere else', async () => {
  const origins = ['https://docs.example.com']
  await using auth = await openAdmissionWorld({ key: { kind: 'browser', origins } })
  await expect(auth.ask({ origin: 'https://docs.example.com' })).resolves.toBeDefined()
  for (const origin of [
    undefined,
    '',
    'null',
    'https://docs.example.com.evil.org',
    'http://docs.example.com',
  ]) {
    const refused = await auth.ask(origin === undefined ? {} : { origin }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'FORBIDDEN', data: { scope: 'origin' } })
  }
})

test('a browser key, which anybody can see, neither lists nor exports nor removes what others ran with it', async () => {
  await using auth = await openAdmissionWorld({ key: { kind: 'browser', origins: ['https://a.example'] } })
  const from = { origin: 'https://a.example' }
  for (const procedure of [
    'executions.list',
    'executions.request',
    'executions.export',
    'executions.remove',
    'keys.list',
  ]) {
    await expect(auth.ask({ ...from, procedure })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
})

test('a key with address ranges works from those only', async () => {
  await using auth = await openAdmissionWorld({ key: { ipRanges: ['10.0.0.0/8', '2001:db8::/32'] } })
  for (const ip of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8:1::1']) {
    await expect(auth.ask({ ip })).resolves.toBeDefined()
  }
  for (const ip of ['11.0.0.1', '2001:db9::1', 'nonsense', undefined]) {
    const refused = await auth.ask(ip === undefined ? {} : { ip }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'FORBIDDEN', data: { scope: 'ip' } })
  }
})

test('what is forbidden takes no lease and no piece of the quota', async () => {
  await using auth = await openAdmissionWorld({ key: { scopes: [] } })
  await auth.ask({ procedure: 'executions.run', executionId: randomUUID() }).catch(() => undefined)
  expect(auth.seen.limitRequests).toHaveLength(1)
  expect(auth.seen.limitRequests[0]?.execution).toBeUndefined()
})

test('executions are counted, and one that is asked for again has its lease already', async () => {
  await using auth = await openAdmissionWorld()
  const run = (executionId: string) => auth.ask({ procedure: 'executions.run', executionId })
  const first = randomUUID()
  expect(await run(first)).toMatchObject({ outstanding: 0 })
  expect(await run(first)).toMatchObject({ outstanding: 0 })
  expect(await run(randomUUID())).toMatchObject({ outstanding: 1 })
  await expect(run(randomUUID())).rejects.toMatchObject({
    code: 'LIMITED',
    data: { limit: 'concurrency', of: 'account', maximum: 2, rate: { remaining: 6 } },
  })
})

test('a key has its own limits inside those of its account', async () => {
  await using auth = await openAdmissionWorld({ key: { allowance: { requestsPerMinute: 3 } } })
  for (let times = 0; times < 3; times += 1) await auth.ask()
  await expect(auth.ask()).rejects.toMatchObject({
    code: 'LIMITED',
    data: { limit: 'rate', of: 'key', maximum: 3, rate: { limit: 3, remaining: 0 } },
  })
})

test('a session may do what is the account’s own, and learns that its cookie moved on', async () => {
  await using auth = await openAdmissionWorld({ sessions: { mine: openSession('user') } })
  const credential = { kind: 'session', token: 'mine' } as const
  expect(await auth.ask({ credential, procedure: 'keys.create' })).toMatchObject({
    accountId: ACCOUNT,
    credential: { kind: 'session', id: 's1' },
    scopes: ['executions'],
    session: { expiresAt: '2030-02-01T00:00:00.000Z', extended: true },
  })
  await expect(auth.ask({ credential, procedure: 'admin.accounts' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    data: { scope: 'admin' },
  })
  await expect(auth.ask({ credential: { kind: 'session', token: 'not mine' } })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  })
})

test('an operator who signed in may use what is for operators', async () => {
  await using auth = await openAdmissionWorld({ sessions: { mine: openSession('operator') } })
  const credential = { kind: 'session', token: 'mine' } as const
  await expect(auth.ask({ credential, procedure: 'admin.accounts' })).resolves.toBeDefined()
  await expect(auth.ask({ credential, procedure: 'contact.inbox' })).resolves.toBeDefined()
})

const anonymous = { kind: 'anonymous' } as const

test('signed out, a few procedures are open and all others ask for a credential', async () => {
  await using auth = await openAdmissionWorld()
  for (const procedure of ['health.status', 'languages.list', 'contact.send', 'account.receipt']) {
    const admitted = await auth.ask({ credential: anonymous, procedure, ip: '192.0.2.7' })
    expect(admitted).toMatchObject({ credential: { kind: 'anonymous', id: 'anonymous' }, scopes: [] })
    expect(JSON.stringify(admitted)).not.toContain('192.0.2.7')
  }
  for (const procedure of ['executions.run', 'executions.get', 'keys.list', 'account.get', 'admin.x', 'x']) {
    const refused = await auth.ask({ credential: anonymous, procedure }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'UNAUTHENTICATED' })
  }
})

test('the contact form has a tight limit of its own', async () => {
  await using auth = await openAdmissionWorld()
  const send = () => auth.ask({ credential: anonymous, procedure: 'contact.send', ip: '192.0.2.8' })
  for (let times = 0; times < 5; times += 1) await send()
  await expect(send()).rejects.toMatchObject({
    code: 'LIMITED',
    data: { limit: 'rate', of: 'ip', maximum: 2 },
  })
  const status = auth.ask({ credential: anonymous, procedure: 'health.status', ip: '192.0.2.8' })
  await expect(status).resolves.toBeDefined()
})

test.each([
  ['a session that has ended', { kind: 'session', token: 'ended' }],
  ['what is no session at all', { kind: 'session', token: '\u0000' }],
  ['what is no key at all', { kind: 'key', token: 'rh_garbage' }],
] as const)('%s is no way around the limit of the contact form', async (_, credential) => {
  await using auth = await openAdmissionWorld()
  const send = (as: typeof credential | typeof anonymous) =>
    auth.ask({ credential: as, procedure: 'contact.send', ip: '192.0.2.9' })
  for (let times = 0; times < 5; times += 1) {
    await expect(send(credential)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  for (const as of [credential, anonymous]) {
    await expect(send(as)).rejects.toMatchObject({ code: 'LIMITED', data: { of: 'ip', maximum: 2 } })
  }
})

test('where the operator allows it, signed-out callers run executions, each under an account of its own', async () => {
  await using auth = await openAdmissionWorld({ anonymousExecutions: true })
  const run = (ip: string) =>
    auth.ask({ credential: anonymous, procedure: 'executions.run', ip, executionId: randomUUID() })
  const one = await run('192.0.2.1')
  const other = await run('192.0.2.2')
  expect(one).toMatchObject({
    accountId: expect.stringMatching(/^anon-/),
    outstanding: 0,
    scopes: ['executions'],
  })
  expect(one.accountId).not.toBe(other.accountId)
  for (const procedure of [
    'executions.list',
    'executions.request',
    'executions.export',
    'executions.remove',
  ]) {
    const refused = await auth.ask({ credential: anonymous, procedure }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'UNAUTHENTICATED' })
  }
})

test('a procedure that nobody has heard of is refused to everybody', async () => {
  await using auth = await openAdmissionWorld({ sessions: { mine: openSession('operator') } })
  for (const procedure of [
    '',
    'executions',
    'executions.fly',
    'keys',
    'toString',
    '__proto__.x',
    'Keys.list',
  ]) {
    await expect(auth.ask({ procedure })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const credential = { kind: 'session', token: 'mine' } as const
    await expect(auth.ask({ procedure, credential })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
})

test('input just past each limit is BAD_INPUT', async () => {
  await using auth = await openAdmissionWorld()
  await expect(auth.askWith('x'.repeat(257))).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(auth.ask({ procedure: 'x'.repeat(65) })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})
