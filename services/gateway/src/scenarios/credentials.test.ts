import { createClient, watchExecution } from '@runhive/client/client'
import type { CallScope } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }

test.each([
  ['no key', {}],
  ['an empty key', { authorization: 'Bearer ' }],
  ['a wrong key', { authorization: 'Bearer nonsense' }],
  ['a wrong key in x-api-key', { 'x-api-key': 'nonsense' }],
  ['a key of 10 kB', { authorization: `Bearer ${'x'.repeat(10_000)}` }],
  ['another scheme', { authorization: 'Basic cmhfYWxpY2U6' }],
])('%s is answered 401 with the same words, and nothing is queued', async (_, headers) => {
  await using gateway = await openTestGateway({ hold: false })
  const answer = await gateway.ask('/api/v1/executions', {
    json: hello,
    headers: { authorization: '', ...headers },
  })
  expect(answer).toMatchObject({
    status: 401,
    body: {
      code: 'UNAUTHENTICATED',
      message: 'Send a valid API key as `Authorization: Bearer rh_…` or `x-api-key: rh_…`, or sign in.',
      details: {},
    },
  })
  expect(await gateway.queued()).toBe(0)
})

test('a key in the URL is not a credential', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const params = encodeURIComponent(JSON.stringify({ apiKey: 'rh_alice' }))
  const url = `/trpc/executions.submit?connectionParams=${params}&apiKey=rh_alice`
  const answer = await gateway.ask(url, { json: hello, headers: { authorization: '' } })
  expect(answer.status).toBe(401)
})

test('a real key without the right is answered 403', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = { authorization: 'Bearer rh_alice_mute' }
  expect(await gateway.ask('/api/v1/executions', { json: hello, headers })).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  })
})

test('x-api-key is as good as a bearer token', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = { authorization: '', 'x-api-key': 'rh_alice' }
  expect(await gateway.ask('/api/v1/executions', { json: hello, headers })).toMatchObject({ status: 202 })
})

test.each(['websocket', 'sse'] as const)('a subscription over %s needs a key too', async (subscriptions) => {
  await using gateway = await openTestGateway({ hold: false })
  const id = (await gateway.ask('/api/v1/executions', { json: hello })).body.id ?? ''
  const stranger = createClient({ url: gateway.url, subscriptions })
  await expect(Array.fromAsync(watchExecution(stranger, id))).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  })
})

test('a key that is deactivated while a socket is open is refused on that socket', async () => {
  await using gateway = await openTestGateway()
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.run.mutate(hello)
  await Array.fromAsync(watchExecution(client, id))
  gateway.revoked.add('rh_alice')
  await expect(Array.fromAsync(watchExecution(client, id))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test("somebody else's execution and one that never was get the same answer, for every procedure", async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask('/api/v1/executions?wait=true', { json: hello })
  const never = '0192f0c1-2d3e-7abc-8def-0123456789ab'
  const headers = { authorization: 'Bearer rh_bob' }
  for (const [path, method] of [
    ['', 'GET'],
    ['/events', 'GET'],
    ['/cancel', 'POST'],
  ] as const) {
    const theirs = await gateway.ask(`/api/v1/executions/${body.id}${path}`, { method, headers })
    const nobodys = await gateway.ask(`/api/v1/executions/${never}${path}`, { method, headers })
    expect(theirs).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect({ ...theirs.body, requestId: '' }).toEqual({ ...nobodys.body, requestId: '' })
  }
  const bob = createClient({ url: gateway.url, apiKey: 'rh_bob' })
  await expect(Array.fromAsync(watchExecution(bob, body.id ?? ''))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a user agent of any length is no reason to refuse', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = { 'user-agent': 'x'.repeat(5_000) }
  expect(await gateway.ask('/api/v1/executions', { json: hello, headers })).toMatchObject({ status: 202 })
})

test("the caller's trace goes down the mesh, and a malformed one is replaced", async () => {
  const traces: Array<string | undefined> = []
  await using gateway = await openTestGateway({
    mesh: (mesh) => ({
      ...mesh,
      connect(contract) {
        const client = mesh.connect(contract)
        if (contract.name !== 'auth') return client
        const admit = client.admit as (input: unknown, scope?: CallScope) => Promise<unknown>
        const noting: typeof admit = (input, scope) => {
          traces.push(scope?.traceparent)
          return admit(input, scope)
        }
        return { ...client, admit: noting }
      },
    }),
  })
  const trace = '0af7651916cd43dd8448eb211c80319c'
  for (const traceparent of [`00-${trace}-b7ad6b7169203331-01`, 'nonsense']) {
    await gateway.ask('/api/v1/executions', { headers: { traceparent } })
  }
  expect(traces[0]).toContain(trace)
  expect(traces[1]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})

test('no key is written to the log', async () => {
  await using gateway = await openTestGateway()
  await gateway.ask('/api/v1/executions?wait=true', { json: hello })
  await gateway.ask('/api/v1/executions', {
    json: hello,
    headers: { authorization: 'Bearer rh_secretsecret1' },
  })
  expect(gateway.logged.length).toBeGreaterThan(0)
  expect(gateway.logged.join('')).not.toMatch(/rh_|print\(1\)/)
})
