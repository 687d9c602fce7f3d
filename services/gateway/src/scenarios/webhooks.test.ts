import { createClient } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { openTestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }
const url = 'https://hooks.example/run'

test('the webhook, the retention of the plan and everything else of a request reach the executor', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const asked = {
    ...hello,
    webhook: { url },
    tests: [{ stdin: '1', expected: '1', limits: { wallMs: 200 } }, {}],
    limits: { cpuMs: 300 },
    stopAtFirstFailure: true,
    comparison: { mode: 'checker', checker: { language: 'gcc', source: 'int main(){}' } },
  }
  await gateway.ask('/api/v1/executions', { json: asked })
  const item = await gateway.nextItem()
  expect(item).toMatchObject({
    retentionDays: 30,
    checkerRuntime: 'c-gcc-12',
    request: asked,
    limits: { wallMs: 10_000, cpuMs: 300 },
    testLimits: [
      { wallMs: 200, cpuMs: 300 },
      { wallMs: 10_000, cpuMs: 300 },
    ],
  })
})

test.each([
  [{}, 600_000, 120_000],
  [{ idleMs: 1_000, limits: { wallMs: 3_600_000 } }, 3_600_000, 1_000],
])('an interactive run with %j may take %i ms and be idle for %i ms', async (own, wallMs, idleMs) => {
  await using gateway = await openTestGateway({ hold: false })
  await gateway.ask('/api/v1/executions', { json: { ...hello, interactive: true, detached: true, ...own } })
  expect(await gateway.nextItem()).toMatchObject({
    idleMs,
    limits: { wallMs },
    request: { interactive: true, detached: true },
  })
})

test('secret, rotation, deliveries and a test are the same over REST and tRPC, and of the own account', async () => {
  await using gateway = await openTestGateway()
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const rest = async (path: string, json?: unknown) => {
    const init = json === undefined ? {} : { json }
    return (await gateway.ask(`/api/v1/webhooks/${path}`, init)).body
  }
  expect(await rest('secret')).toEqual(await client.webhooks.secret.query())
  expect(await rest('secret')).toEqual({ secret: 'whsec_alice_0' })
  expect(await client.webhooks.rotateSecret.mutate()).toEqual({ secret: 'whsec_alice_1' })
  expect(await rest('secret/rotate', {})).toEqual({ secret: 'whsec_alice_2' })
  expect(await rest('secret')).toEqual({ secret: 'whsec_alice_2' })

  expect(await client.webhooks.test.mutate({ url })).toMatchObject({ url, status: 'delivered' })
  expect(await rest('test', { url })).toMatchObject({ url, status: 'delivered' })
  const deliveries = await client.webhooks.deliveries.query({})
  expect(deliveries.deliveries).toMatchObject([{ url }, { url }])
  expect(await rest('deliveries')).toEqual(deliveries)
  const page = await client.webhooks.deliveries.query({ limit: 1 })
  expect(await rest(`deliveries?limit=1&cursor=${page.nextCursor}`)).toEqual({
    deliveries: deliveries.deliveries.slice(1),
  })
  const bob = createClient({ url: gateway.url, apiKey: 'rh_bob' })
  expect(await bob.webhooks.deliveries.query({})).toEqual({ deliveries: [] })
  expect(await bob.webhooks.secret.query()).toEqual({ secret: 'whsec_bob_0' })
})

test.each([
  ['deliveries?limit=0', 'limit must be at least 1'],
  ['deliveries?limit=101', 'limit must be at most 100'],
  ['deliveries?executionId=x', 'executionId must be an execution id, a UUID'],
  ['deliveries?cursor=nonsense', /^cursor must be the `nextCursor`/],
])('webhooks/%s is refused', async (path, message) => {
  await using gateway = await openTestGateway()
  const expected = typeof message === 'string' ? message : expect.stringMatching(message)
  expect(await gateway.ask(`/api/v1/webhooks/${path}`)).toMatchObject({
    status: 400,
    body: { code: 'BAD_INPUT', message: expected },
  })
})
