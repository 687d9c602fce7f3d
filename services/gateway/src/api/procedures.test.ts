import { createClient, RunhiveError } from '@runhive/client/client'
import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { type Case, OPEN, OPERATOR, OPERATOR_EACH, RECEIPT, SESSION_ONLY } from '../testing/cases.ts'
import { type Answer, openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { NOBODY, signedInAs } from '../testing/people.ts'

const NEVER = '0192f0c1-2d3e-7abc-8def-0123456789ab'

async function overRest(gateway: TestGateway, { method, path, rest }: Case, headers: Record<string, string>) {
  return gateway.ask(`/api/v1${path}`, rest ? { method, json: rest, headers } : { method, headers })
}

async function overTrpc(
  gateway: TestGateway,
  { procedure, method, input }: Case,
  headers: Record<string, string>,
) {
  const query = input && method === 'GET' ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
  const init = method === 'GET' ? { headers } : { method: 'POST', json: input ?? {}, headers }
  const answer = await gateway.ask(`/trpc/${procedure}${query}`, init)
  const { result, error } = answer.body as { result?: { data: unknown }; error?: { data: Answer } }
  return { status: answer.status, data: result?.data, error: error?.data }
}

test.each([...SESSION_ONLY, ...OPERATOR, ...OPEN])(
  '$procedure answers the same over REST and tRPC',
  async (one) => {
    await using gateway = await openTestGateway({ hold: false })
    const headers = signedInAs('root', gateway.url)
    const rest = await overRest(gateway, one, headers)
    const trpc = await overTrpc(gateway, one, headers)
    expect(rest.status).toBe(one.status ?? 200)
    expect(trpc.status).toBe(200)
    expect(trpc.data).toEqual(rest.body)
  },
)

test.each([...SESSION_ONLY, ...OPERATOR, ...OPERATOR_EACH])(
  '$procedure is for people who have signed in: a key may not, nobody may not',
  async (one) => {
    await using gateway = await openTestGateway({ hold: false })
    for (const [headers, status] of [
      [{ authorization: 'Bearer rh_root' }, 403],
      [NOBODY, 401],
    ] as const) {
      expect(await overRest(gateway, one, headers)).toMatchObject({ status })
      expect(await overTrpc(gateway, one, headers)).toMatchObject({ status })
    }
  },
)

test.each([...OPERATOR, ...OPERATOR_EACH])('$procedure is for operators', async (one) => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = signedInAs('alice', gateway.url)
  expect(await overRest(gateway, one, headers)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
})

/** An auth that lets everybody do everything, as one of another version might. */
const admitting =
  (kind: 'key' | 'session' | 'anonymous', role: 'user' | 'operator') =>
  (mesh: Mesh): Mesh => ({
    ...mesh,
    connect(contract) {
      const admit = async () => ({ accountId: 'alice', credential: { kind, id: 'x' }, role, scopes: [] })
      return { ...mesh.connect(contract), ...(contract.name === 'auth' && { admit }) }
    },
  })

test.each([...SESSION_ONLY, ...OPERATOR, ...OPERATOR_EACH])(
  '$procedure stays closed to keys and to nobody when auth knows less than the gateway',
  async (one) => {
    await using toKeys = await openTestGateway({ hold: false, mesh: admitting('key', 'operator') })
    expect(await overRest(toKeys, one, {})).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('sign in') },
    })
    await using toNobody = await openTestGateway({ hold: false, mesh: admitting('anonymous', 'operator') })
    expect(await overRest(toNobody, one, {})).toMatchObject({ status: 401 })
  },
)

test.each([...OPERATOR, ...OPERATOR_EACH])(
  '$procedure stays closed to users when auth knows less than the gateway',
  async (one) => {
    await using gateway = await openTestGateway({ hold: false, mesh: admitting('session', 'user') })
    expect(await overRest(gateway, one, {})).toMatchObject({ status: 403 })
  },
)

test.each(OPEN)('$procedure is for anyone', async (one) => {
  await using gateway = await openTestGateway({ hold: false })
  expect(await overRest(gateway, one, NOBODY)).toMatchObject({ status: one.status ?? 200 })
})

test('a key is shown once, changed in part, and removed', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = signedInAs('alice', gateway.url)
  const asked = { name: 'docs', kind: 'browser', origins: ['https://docs.example.com'] }
  const written = { ...asked, origins: ['https://Docs.example.com:443/'] }
  const made = await gateway.ask('/api/v1/keys', { json: written, headers })
  expect(made).toMatchObject({ status: 200, body: { token: expect.stringMatching(/^rh_/), key: asked } })
  expect(made.headers.get('cache-control')).toBe('no-store')
  const { id } = made.body.key as { id: string }
  const listed = await gateway.ask('/api/v1/keys', { headers })
  expect(listed.body).toEqual({ keys: [made.body.key] })
  const change = { method: 'PATCH', json: { active: false }, headers }
  expect((await gateway.ask(`/api/v1/keys/${id}`, change)).body).toMatchObject({ ...asked, active: false })
  const byBob = { ...change, headers: signedInAs('bob', gateway.url) }
  expect(await gateway.ask(`/api/v1/keys/${id}`, byBob)).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND' },
  })
  const remove = { method: 'DELETE', headers }
  expect(await gateway.ask(`/api/v1/keys/${id}`, remove)).toMatchObject({ status: 200 })
  expect(await gateway.ask(`/api/v1/keys/${id}`, remove)).toMatchObject({ status: 404 })
})

test('one key too many is a conflict that says how many there may be', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const make = () =>
    gateway.ask('/api/v1/keys', { json: { name: 'x' }, headers: signedInAs('alice', gateway.url) })
  for (let n = 0; n < 3; n++) expect(await make()).toMatchObject({ status: 200 })
  expect(await make()).toMatchObject({
    status: 409,
    body: { code: 'TOO_MANY_KEYS', details: { maximum: 3 } },
  })
})

test('usage is what was run in the days asked for, and what is left of today', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = signedInAs('alice', gateway.url)
  const asked = await gateway.ask('/api/v1/account/usage?from=2026-01-01&to=2026-01-31', { headers })
  expect(asked.body).toMatchObject({
    from: '2026-01-01',
    to: '2026-01-31',
    days: [{ day: '2026-01-01', runs: 2 }],
    plan: { name: 'free' },
    executionsToday: 3,
    outstanding: 1,
  })
  const today = new Date().toISOString().slice(0, 10)
  const { body } = await gateway.ask('/api/v1/account/usage', { headers })
  expect((Date.parse(String(body.to)) - Date.parse(String(body.from))) / 86_400_000).toBe(29)
  expect(body.to).toBe(today)
})

test('ending sessions ends them, and takes the cookie when it is the own', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const [token, id] of [
    ['one', 's1'],
    ['two', 's2'],
    ['three', 's3'],
  ] as const) {
    gateway.auth.sessions.set(token, { id, accountId: 'alice', ip: undefined, userAgent: undefined })
  }
  const headers = { ...NOBODY, origin: gateway.url, cookie: 'runhive_session=one' }
  const { body } = await gateway.ask('/api/v1/account/sessions', { headers })
  expect(body.sessions).toMatchObject([
    { id: 's1', current: true },
    { id: 's2', current: false },
    { id: 's3', current: false },
  ])
  const other = await gateway.ask('/api/v1/account/sessions/s2', { method: 'DELETE', headers })
  expect(other.headers.get('set-cookie')).toBeNull()
  expect(await gateway.ask('/api/v1/account/sessions/s2', { method: 'DELETE', headers })).toMatchObject({
    status: 404,
  })
  const all = await gateway.ask('/api/v1/account/sessions', { method: 'DELETE', headers })
  expect(all).toMatchObject({ status: 200, body: { ended: 2 } })
  expect(all.headers.get('set-cookie')).toMatch(/^runhive_session=; Max-Age=0/)
})

test('removing an account takes the cookie and gives a receipt that anyone who has its id may read', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = signedInAs('alice', gateway.url)
  const answer = await gateway.ask('/api/v1/account', { method: 'DELETE', headers })
  expect(answer).toMatchObject({ status: 202, body: { id: RECEIPT, status: 'pending' } })
  expect(answer.headers.get('set-cookie')).toMatch(/^runhive_session=; Max-Age=0/)
  const read = await gateway.ask(`/api/v1/account/receipts/${RECEIPT}`, { headers: NOBODY })
  expect(read.body).toEqual(answer.body)
  const none = await gateway.ask(`/api/v1/account/receipts/${NEVER}`, { headers: NOBODY })
  expect(none).toMatchObject({ status: 404, body: { message: 'No such receipt.' } })
})

test('a plan that does not exist is answered with those that do', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = signedInAs('root', gateway.url)
  const change = { method: 'PATCH', json: { plan: 'gold' }, headers }
  expect(await gateway.ask('/api/v1/admin/accounts/bob', change)).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', details: { plans: ['free'] } },
  })
})

test('a removed execution is gone, with its events; one that runs is not removed', async () => {
  const gate = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({ hold: () => gate.promise })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate({ language: 'python', source: '' })
  const remove = (headers = {}) => gateway.ask(`/api/v1/executions/${id}`, { method: 'DELETE', headers })
  expect(await remove()).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
  gate.resolve()
  await expect.poll(() => gateway.lastKind(`alice.${id}`)).toBe('finished')
  gateway.records.set(`alice.${id}`, (await client.executions.get.query({ id })) as never)
  expect(await remove({ authorization: 'Bearer rh_bob' })).toMatchObject({ status: 404 })
  expect(await remove()).toMatchObject({ status: 200 })
  expect(gateway.records.size).toBe(0)
  expect(await gateway.mesh.log(executionEvents).last(`alice.${id}`)).toBeUndefined()
  expect(await remove()).toMatchObject({ status: 404 })
  const error = await client.executions.remove.mutate({ id }).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(RunhiveError)
})

test('executions are listed between two times', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask('/api/v1/executions?wait=true', {
    json: { language: 'python', source: '' },
  })
  for (const [n, day] of ['2026-01-01', '2026-01-02', '2026-01-03'].entries()) {
    gateway.records.set(`alice.${n}`, { ...(body as object), createdAt: `${day}T00:00:00.000Z` } as never)
  }
  const query = 'from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z'
  const listed = await gateway.ask(`/api/v1/executions?${query}`)
  expect(listed.body.executions).toMatchObject([{ createdAt: '2026-01-02T00:00:00.000Z' }])
  expect(await gateway.ask('/api/v1/executions?from=yesterday')).toMatchObject({ status: 400 })
})
