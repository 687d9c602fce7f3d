import { createHmac, randomUUID } from 'node:crypto'
import { MAX_RESULT_BYTES } from '@runhive/contracts/execution-result'
import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { findMentions } from '@runhive/postgres/mentions'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { parseConfig } from './config.ts'
import { record } from './db/record.ts'
import type { Schema } from './db/schema.ts'
import { openService } from './service.ts'
import { aRecord, aResult, aResultThatPrinted } from './testing.ts'
import { type Received, startReceiver } from './webhooks/testing.ts'

vi.setConfig({ testTimeout: 120_000 })
const POLL = { timeout: 60_000 }

let database: TestDatabase<Schema>
let nats: TestNatsServer
beforeAll(async () => {
  ;[database, nats] = await Promise.all([
    createTestDatabase<Schema>({ service: 'history', migrations }),
    startNatsWithStreams(),
  ])
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
})

const open = (change: Record<string, string> = {}) =>
  openService(
    parseConfig({
      NATS_URL: nats.url,
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      WEBHOOK_SECRET: 'a secret of at least 32 characters',
      WEBHOOK_ALLOW: '127.0.0.1/32',
      WEBHOOK_RETRY_MS: '20',
      ...change,
    }),
  )

/** An executor that reports, and a gateway that asks. */
async function join() {
  const mesh = await connectMesh({ url: nats.url, service: 'test' })
  const finish = (accountId: string, url: string, result = aResult()) =>
    mesh
      .log(executionEvents)
      .append(eventKey(accountId, result.id), 1, { kind: 'finished', result, webhook: { url } })
  const client = mesh.connect(history)
  const logged = async (accountId: string) => (await client.listDeliveries({ accountId })).deliveries
  return { finish, ...client, logged, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

/** As https://www.standardwebhooks.com tells receivers to do it. */
function verify({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(expected)
}

test('a receiver gets the result, signed so that it can tell who sent it', async () => {
  await using receiver = await startReceiver()
  await using _service = await open()
  await using mesh = await join()
  const accountId = randomUUID()
  const result = aResultThatPrinted('printed\0 and "printed" 🐝')
  await mesh.finish(accountId, receiver.url, result)
  await expect.poll(() => receiver.received, POLL).toHaveLength(1)

  const [received] = receiver.received
  if (!received) throw new Error('it came')
  const { secret } = await mesh.webhookSecret({ accountId })
  expect(verify(received, secret)).toBe(true)
  expect(verify({ ...received, body: `${received.body} ` }, secret)).toBe(false)
  expect(verify(received, (await mesh.webhookSecret({ accountId: randomUUID() })).secret)).toBe(false)
  expect(JSON.parse(received.body)).toEqual({
    type: 'execution.finished',
    timestamp: result.finishedAt,
    data: result,
  })
  expect(received.headers['content-type']).toBe('application/json')
  const sentAt = Number(received.headers['webhook-timestamp'])
  expect(Math.abs(sentAt - Date.now() / 1000)).toBeLessThan(300)

  await expect
    .poll(() => mesh.logged(accountId), POLL)
    .toMatchObject([
      {
        id: received.headers['webhook-id'],
        executionId: result.id,
        url: receiver.url,
        status: 'delivered',
        attempts: [{ httpStatus: 204, error: null }],
      },
    ])
})

test('what another process left to be sent is sent at once, or when its time has come', async () => {
  await using receiver = await startReceiver()
  await using _service = await open()
  const listening = sql`
    select from pg_stat_activity where application_name = 'notifications' and query like 'listen%'`
  await expect.poll(async () => (await listening.execute(database.db)).rows).toHaveLength(1)
  const leave = async (inMs: number) => {
    const [id, executionId, accountId] = [randomUUID(), randomUUID(), randomUUID()]
    const finished = {
      ...aRecord(accountId, aResult({ id: executionId })),
      webhook: { id, url: receiver.url, payload: '{}' },
    }
    const now = new Date(Date.now() + inMs)
    await record(database.db, [finished], { now, maxPending: 9, logUntil: now })
    return id
  }
  const ids = [await leave(0), await leave(1_500)]
  const left = Date.now()
  const received = () => receiver.received.map(({ headers }) => headers['webhook-id'])
  // Less than half of the time after which a process looks although nothing was notified.
  await expect.poll(received, { timeout: 25_000 }).toEqual(ids)
  expect(Date.now() - left).toBeGreaterThanOrEqual(1_400)
})

test('a rotated secret is another one, and for a day receivers may still know the one before', async () => {
  await using receiver = await startReceiver()
  await using _service = await open()
  await using mesh = await join()
  const accountId = randomUUID()
  const before = await mesh.webhookSecret({ accountId })
  const after = await mesh.webhookSecret({ accountId, rotate: true })
  expect(after.secret).not.toBe(before.secret)
  expect(await mesh.webhookSecret({ accountId })).toEqual(after)
  expect(await mesh.testWebhook({ accountId, url: receiver.url })).toMatchObject({ status: 'delivered' })
  for (const { secret } of [before, after]) {
    expect(receiver.received.map((received) => verify(received, secret))).toEqual([true])
  }
  const stored = [before.secret, after.secret].flatMap((secret) => [secret, secret.replace('whsec_', '')])
  for (const text of stored) {
    expect(await findMentions(database.adminUrl, [text])).toEqual([])
  }
})

test('a receiver that fails is tried again under the same id until it takes it, and each try is logged', async () => {
  const statuses = [500, 429, 204]
  await using receiver = await startReceiver((response) => response.writeHead(statuses.shift() ?? 500).end())
  await using service = await open()
  await using mesh = await join()
  const accountId = randomUUID()
  await mesh.finish(accountId, receiver.url)
  await expect.poll(() => mesh.logged(accountId), POLL).toMatchObject([{ status: 'delivered' }])
  const [delivery] = await mesh.logged(accountId)
  expect(delivery?.attempts).toMatchObject([
    { httpStatus: 500, error: 'the receiver answered 500' },
    { httpStatus: 429, error: 'the receiver answered 429' },
    { httpStatus: 204, error: null },
  ])
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))
  expect(ids).toEqual(new Set([delivery?.id]))

  const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text()
  expect(metrics).toMatch(/^runhive_webhook_attempts_total\{result="status"\} 2$/m)
  expect(metrics).toMatch(/^runhive_webhook_attempts_total\{result="delivered"\} 1$/m)
  expect(metrics).toMatch(/^runhive_webhook_deliveries_total\{outcome="delivered"\} 1$/m)
  expect(metrics).toMatch(/^runhive_webhook_pending 0$/m)
  expect(metrics).toMatch(/^runhive_webhook_oldest_pending_seconds 0$/m)
})

test('several processes deliver each webhook once, and what finished while none was there too', async () => {
  await using receiver = await startReceiver()
  await using mesh = await join()
  const accountId = randomUUID()
  await (await open())[Symbol.asyncDispose]()
  const results = Array.from({ length: 30 }, () => aResult())
  for (const result of results) await mesh.finish(accountId, receiver.url, result)
  await using _one = await open()
  await using _two = await open()
  await expect.poll(() => receiver.received.length, POLL).toBe(30)
  const listed = () => mesh.listDeliveries({ accountId, limit: 100 })
  const delivered = async () =>
    (await listed()).deliveries.filter(
      ({ status, attempts }) => status === 'delivered' && attempts.length === 1,
    )
  await expect.poll(async () => (await delivered()).length, POLL).toBe(30)
  expect(receiver.received).toHaveLength(30)
})

test('an address that is not public is refused at once and for good for every caller', async () => {
  await using receiver = await startReceiver()
  await using _service = await open({ WEBHOOK_ALLOW: '' })
  await using mesh = await join()
  const accountId = randomUUID()
  const refused = { attempts: [{ httpStatus: null, error: 'the address of the host is not public' }] }
  await mesh.finish(accountId, receiver.url)
  await expect.poll(() => mesh.logged(accountId), POLL).toMatchObject([{ status: 'failed', ...refused }])
  for (const url of [
    receiver.url,
    'http://169.254.169.254/',
    'http://[fd00:ec2::254]/',
    'http://localhost/',
  ]) {
    expect(await mesh.testWebhook({ accountId, url })).toMatchObject({ status: 'failed', ...refused })
  }
  expect(await mesh.testWebhook({ accountId, url: 'ftp://example.org/' })).toMatchObject({
    status: 'failed',
    attempts: [{ error: 'not an http or https URL' }],
  })
  expect(receiver.received).toEqual([])
  expect(await mesh.logged(accountId)).toHaveLength(6)
})

test('the longest output there can be is recorded, exported and sent whole', async () => {
  await using receiver = await startReceiver()
  await using _service = await open()
  await using mesh = await join()
  const accountId = randomUUID()
  // JSON needs six characters for each of these bytes, and the rest takes less than a KiB.
  const result = aResultThatPrinted('\0'.repeat(Math.floor((MAX_RESULT_BYTES - 1024) / 6)))
  const small = aResult({ createdAt: '2030-01-01T00:00:01.000Z' })
  await mesh.finish(accountId, receiver.url, result)
  await mesh.finish(accountId, receiver.url, small)
  await expect.poll(() => receiver.received.length, POLL).toBe(2)
  const bodies = receiver.received.map(({ body }) => JSON.parse(body).data)
  expect(bodies.find(({ id }) => id === result.id)).toEqual(result)

  await expect.poll(async () => (await mesh.list({ accountId })).executions.length, POLL).toBe(2)
  const first = await mesh.exportPage({ accountId })
  expect(first.executions).toEqual([result])
  expect((await mesh.exportPage({ accountId, cursor: first.nextCursor })).executions).toEqual([small])
})

test('after the removal of an account nothing of its webhooks is left, and nothing is sent', async () => {
  await using receiver = await startReceiver((response) => response.writeHead(500).end())
  await using _service = await open({ WEBHOOK_RETRY_MS: '3600000' })
  await using mesh = await join()
  const accountId = randomUUID()
  await mesh.webhookSecret({ accountId, rotate: true })
  await mesh.finish(accountId, `${receiver.url}?of=${accountId}`)
  await expect.poll(() => mesh.logged(accountId), POLL).toMatchObject([{ attempts: [{ httpStatus: 500 }] }])
  const { deleted } = await mesh.removeAccount({ accountId })
  expect(deleted).toMatchObject({ deliveries: 1, webhookSecrets: 1 })

  await mesh.finish(accountId, receiver.url)
  const other = randomUUID()
  await mesh.finish(other, receiver.url)
  await expect.poll(() => mesh.logged(other), POLL).toHaveLength(1)
  await expect.poll(() => receiver.received.length, POLL).toBe(2)
  expect(await findMentions(database.adminUrl, [accountId])).toEqual([])
})
