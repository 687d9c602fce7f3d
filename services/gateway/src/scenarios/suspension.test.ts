import { createClient, watchExecution } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { signedInAs } from '../testing/people.ts'

const hello = { language: 'python', source: 'print(1)' }

const asOperator = (gateway: TestGateway, path: string, json: unknown = {}) =>
  gateway.ask(`/api/v1/admin/accounts/${path}`, { json, headers: signedInAs('root', gateway.url) })
const suspend = (gateway: TestGateway, id = 'alice') =>
  asOperator(gateway, `${id}/suspend`, { reason: 'scans networks' })

test('a suspended account is told so with its next request, over every transport, and where to write to, but not why', async () => {
  await using gateway = await openTestGateway({ env: { PUBLIC_URL: 'https://run.example.com' } })
  const headers = signedInAs('root', 'https://run.example.com')
  const json = { reason: 'scans networks' }
  await gateway.ask('/api/v1/admin/accounts/alice/suspend', { json, headers })
  const refusal = {
    code: 'ACCOUNT_SUSPENDED',
    message: expect.stringContaining('https://run.example.com/contact'),
    details: { contact: 'https://run.example.com/contact' },
  }
  const rest = await gateway.ask('/api/v1/executions', { json: hello })
  expect(rest).toMatchObject({ status: 403, body: refusal })
  expect(rest.headers.get('ratelimit-limit')).not.toBeNull()
  expect(JSON.stringify(rest.body)).not.toContain('scans')
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  await expect(client.executions.run.mutate(hello)).rejects.toMatchObject(refusal)
  const watching = async () => {
    for await (const _ of watchExecution(client, '0192f0c1-2d3e-7abc-8def-0123456789ab'));
  }
  await expect(watching()).rejects.toMatchObject(refusal)
  expect(await gateway.ask('/api/v1/status')).toMatchObject({ status: 403, body: refusal })
  expect(gateway.auth.slots.size).toBe(0)
})

test('a signed-in person reads why, and may take along, remove and write, but run nothing', async () => {
  await using gateway = await openTestGateway()
  await suspend(gateway)
  const headers = signedInAs('alice', gateway.url)
  const ask = (path: string, init: { method?: string; json?: unknown } = {}) =>
    gateway.ask(`/api/v1${path}`, { headers, ...init })
  expect(await ask('/account')).toMatchObject({ body: { suspension: { reason: 'scans networks' } } })
  expect(await ask('/executions', { json: hello })).toMatchObject({
    status: 403,
    body: { code: 'ACCOUNT_SUSPENDED', details: { contact: '/contact' } },
  })
  const exported = await fetch(`${gateway.url}/api/v1/account/export`, { headers })
  expect(await exported.text()).toContain('"part":"end"')
  const letter = { name: 'Alice', email: 'alice@example.com', message: 'Why?' }
  expect((await ask('/contact', { json: letter })).status).toBe(200)
  expect((await ask('/account', { method: 'DELETE' })).status).toBe(202)
})

test.each(['websocket', 'sse'] as const)(
  'what a suspended account watches over %s ends, and asking for it again is refused',
  async (subscriptions) => {
    await using gateway = await openTestGateway({ hold: () => Promise.withResolvers<void>().promise })
    const { body } = await gateway.ask('/api/v1/executions', { json: hello })
    const client = createClient({ url: gateway.url, apiKey: 'rh_alice', subscriptions })
    const seen: string[] = []
    const watching = (async () => {
      for await (const { event } of watchExecution(client, body.id ?? '')) seen.push(event.kind)
    })()
    await expect.poll(() => seen).toEqual(['queued', 'started'])
    const ended = expect(watching).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await suspend(gateway)
    await ended
    expect(await gateway.ask(`/api/v1/executions/${body.id}/events`)).toMatchObject({
      status: 403,
      body: { code: 'ACCOUNT_SUSPENDED' },
    })
  },
)

test('operators find who is suspended, resume them, and cannot suspend themselves', async () => {
  await using gateway = await openTestGateway()
  const found = async (state: string) => {
    const headers = signedInAs('root', gateway.url)
    const { body } = await gateway.ask(`/api/v1/admin/accounts?state=${state}`, { headers })
    return (body.accounts as Array<{ id: string }>).map(({ id }) => id)
  }
  expect(await suspend(gateway)).toMatchObject({
    status: 200,
    body: { suspension: { reason: 'scans networks' } },
  })
  expect(await found('suspended')).toEqual(['alice'])
  expect(await found('active')).toEqual(['bob', 'root'])
  expect(await suspend(gateway, 'root')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
  expect(await asOperator(gateway, 'alice/resume')).toMatchObject({ status: 200, body: { suspension: null } })
  expect((await gateway.ask('/api/v1/executions', { json: hello })).status).toBe(202)
  const asUser = { json: { reason: 'revenge' }, headers: signedInAs('alice', gateway.url) }
  expect((await gateway.ask('/api/v1/admin/accounts/root/suspend', asUser)).status).toBe(403)
})
