import { createClient, watchExecution } from '@runhive/client/client'
import { RpcError } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { NOBODY, signedInAs } from '../testing/people.ts'

const hello = { language: 'python', source: 'print(1)' }
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const proceduresOf = (gateway: TestGateway) => gateway.auth.asked.map(({ procedure }) => procedure)

test('every call is admitted once, over every transport, open ones too', async () => {
  await using gateway = await openTestGateway()
  const expected: string[] = []
  const expectOne = (...procedures: string[]) => {
    expected.push(...procedures)
    expect(proceduresOf(gateway)).toEqual(expected)
  }
  await gateway.ask('/api/v1/languages')
  expectOne('languages.list')
  await gateway.ask('/trpc/health.status', { headers: NOBODY })
  expectOne('health.status')
  const { body } = await gateway.ask('/api/v1/executions?wait=true', { json: hello })
  expectOne('executions.run')
  await gateway.ask('/trpc/executions.list,languages.list?batch=1&input=%7B%220%22:%7B%7D%7D')
  expectOne('executions.list', 'languages.list')
  await gateway.ask(`/api/v1/executions/${body.id}/events`)
  expectOne('executions.watch')
  for (const subscriptions of ['websocket', 'sse'] as const) {
    const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
    await Array.fromAsync(watchExecution(client, body.id ?? ''))
    expectOne('executions.watch')
    await client.languages.list.query()
    expectOne('languages.list')
  }
})

test('what is not there, or asked with the wrong method, is not admitted', async () => {
  await using gateway = await openTestGateway()
  await gateway.ask('/trpc/executions.destroy')
  await gateway.ask('/trpc/executions.run')
  await gateway.ask('/api/v1/nothing')
  expect(gateway.auth.asked).toEqual([])
})

test('auth is told the credential, the procedure and where the caller is', async () => {
  await using gateway = await openTestGateway()
  const headers = { origin: 'https://docs.example.com', 'user-agent': 'test/1' }
  await gateway.ask('/api/v1/languages', { headers })
  await gateway.ask('/api/v1/languages', { headers: NOBODY })
  await gateway.ask('/api/v1/account', { headers: signedInAs('alice', gateway.url) })
  const [key, nobody, session] = gateway.auth.asked
  expect(key).toEqual({
    credential: { kind: 'key', token: 'rh_alice' },
    procedure: 'languages.list',
    ip: '127.0.0.1',
    userAgent: 'test/1',
    origin: 'https://docs.example.com',
  })
  expect(nobody?.credential).toEqual({ kind: 'anonymous' })
  expect(session?.credential).toEqual({ kind: 'session', token: 'session_alice' })
})

test('when a key and a session are sent, the key counts', async () => {
  await using gateway = await openTestGateway()
  const headers = { ...signedInAs('alice', gateway.url), authorization: 'Bearer rh_bob' }
  expect(await gateway.ask('/api/v1/keys', { headers })).toMatchObject({ status: 403 })
  expect(gateway.auth.asked[0]?.credential).toEqual({ kind: 'key', token: 'rh_bob' })
})

test('an execution has the id that its slot was taken under, and keeps the slot once it is accepted', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const path of ['/api/v1/executions', '/trpc/executions.submit']) {
    const answer = await gateway.ask(path, { json: hello })
    const id = answer.body.id ?? (answer.body as { result?: { data: { id: string } } }).result?.data.id
    const { executionId, executionMs } = gateway.auth.asked.at(-1) ?? {}
    expect(executionId).toMatch(UUID_V7)
    expect(id).toBe(executionId)
    // Compiling and running for as long as the catalogue allows, twice, and then some.
    expect(executionMs).toBeGreaterThan(2 * 120_000)
    expect(gateway.auth.slots.has(executionId ?? '')).toBe(true)
  }
  await gateway.ask('/api/v1/executions')
  expect(gateway.auth.asked.at(-1)?.executionId).toBeUndefined()
})

test.each([
  ['bad input', { language: 'python' }, 400],
  ['an unknown language', { language: 'cobol', source: '' }, 400],
  ['too much source', { language: 'python', source: 'x'.repeat(2_000_000) }, 413],
])('after %s the slot is given back', async (_, json, status) => {
  await using gateway = await openTestGateway({ hold: false })
  for (const path of ['/api/v1/executions', '/api/v1/executions?wait=true', '/trpc/executions.run']) {
    expect(await gateway.ask(path, { json })).toMatchObject({ status })
    expect(gateway.auth.asked.at(-1)?.executionId).toBeDefined()
    await expect.poll(() => gateway.auth.slots.size).toBe(0)
  }
})

test('when the queue is full the slot is given back', async () => {
  await using gateway = await openTestGateway({
    hold: false,
    mesh: (mesh) => ({
      ...mesh,
      queue: (definition) => ({
        ...mesh.queue(definition),
        publish: async () => {
          throw new RpcError('OVERLOADED')
        },
      }),
    }),
  })
  expect(await gateway.ask('/api/v1/executions', { json: hello })).toMatchObject({ status: 503 })
  await expect.poll(() => gateway.auth.slots.size).toBe(0)
})

test('a slot of a run whose result came too late stays: the execution goes on', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { QUEUE_WAIT_MS: '0' } })
  const limits = { limits: { wallMs: 100 }, compileLimits: { wallMs: 100 } }
  const answer = await gateway.ask('/api/v1/executions?wait=true', { json: { ...hello, ...limits } })
  expect(answer.status).toBe(504)
  expect([...gateway.auth.slots.keys()]).toEqual([answer.body.details?.id])
})

test("an execution is kept for as long as the account's plan says", async () => {
  await using gateway = await openTestGateway({ hold: false })
  await gateway.ask('/api/v1/executions', { json: hello })
  expect(await gateway.nextItem()).toMatchObject({ retentionDays: 30 })
})

test('what is for anyone and reads is answered without auth, without rate headers; nothing else is', async () => {
  await using gateway = await openTestGateway({ absent: ['auth'] })
  for (const path of ['/api/v1/languages', '/trpc/languages.list', '/api/v1/status']) {
    const answer = await gateway.ask(path, { headers: NOBODY })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('ratelimit-limit')).toBeNull()
  }
  const message = { name: 'A', email: 'a@example.com', message: 'Hi' }
  const refused = { status: 503, body: { code: 'UNAVAILABLE' } }
  expect(await gateway.ask('/api/v1/contact', { json: message, headers: NOBODY })).toMatchObject(refused)
  expect(await gateway.ask('/api/v1/executions')).toMatchObject(refused)
  expect((await gateway.ask('/api/v1/executions')).headers.get('retry-after')).toBe('1')
})

test('a session that has ended is no reason to refuse what is for anyone, and its cookie goes', async () => {
  await using gateway = await openTestGateway()
  gateway.auth.revoked.add('session_alice')
  const headers = signedInAs('alice', gateway.url)
  for (const [path, status] of [
    ['/api/v1/languages', 200],
    ['/trpc/languages.list?batch=1', 200],
    ['/api/v1/account', 401],
  ] as const) {
    const answer = await gateway.ask(path, { headers })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('set-cookie')).toMatch(/^runhive_session=; Max-Age=0; Path=\/; /)
  }
})

test('a wrong key is told so even where none is needed', async () => {
  await using gateway = await openTestGateway()
  const headers = { authorization: 'Bearer nonsense' }
  expect(await gateway.ask('/api/v1/languages', { headers })).toMatchObject({ status: 401 })
})

test('a session that was extended is set again, with the same attributes', async () => {
  await using gateway = await openTestGateway()
  const headers = signedInAs('alice', gateway.url)
  expect((await gateway.ask('/api/v1/account', { headers })).headers.get('set-cookie')).toBeNull()
  gateway.auth.extended = true
  for (const path of ['/api/v1/account', '/trpc/account.get', '/trpc/account.get?batch=1']) {
    const cookie = (await gateway.ask(path, { headers })).headers.get('set-cookie')
    expect(cookie).toMatch(
      /^runhive_session=session_alice; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  }
})
