import { randomUUID } from 'node:crypto'
import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import type { TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { parseConfig } from '../config.ts'
import type { Schema } from '../db/schema.ts'
import { createApiKey } from '../domain/api-key.ts'
import { openService } from '../service.ts'
import { connectGateway, FINISHED, newKeyOn, outcomes } from '../testing/live.ts'

vi.setConfig({ testTimeout: 120_000 })
const POLL = { timeout: 30_000, interval: 50 }

let database: TestDatabase<Schema>
let nats: TestNatsServer
beforeAll(async () => {
  ;[database, nats] = await Promise.all([
    createTestDatabase<Schema>({ service: 'auth', migrations }),
    startNatsWithStreams(),
  ])
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
})

const open = () =>
  openService(
    parseConfig({
      ...{ NATS_URL: nats.url, DATABASE_URL: database.url, LOG_LEVEL: 'silent', INSTANCE_NAME: 'test' },
      AUTH_SECRET: 'a secret of the tests with 32 characters',
    }),
  )
const ids = (count: number) => Array.from({ length: count }, () => randomUUID())

async function openOne() {
  await using opened = new AsyncDisposableStack()
  opened.use(await open())
  const service = opened.use(await open())
  const gateway = opened.use(await connectGateway(nats.url))
  const credit = (token: string, executionIds: string[], change: { origin?: string; ip?: string } = {}) =>
    gateway.client.credit({
      ...{ credential: { kind: 'key', token }, procedure: 'executions.run', ip: '192.0.2.1' },
      ...{ executionIds, executionMs: 60_000, ...change },
    })
  const closing = opened.move()
  return { gateway, credit, service, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

test('credit counts as requests do; what was used ends with its execution, and what was not goes back with its tokens', async () => {
  await using world = await openOne()
  const { client } = world.gateway
  const { token, accountId, keyId } = await newKeyOn(database.db, { requestsPerMinute: 1, burst: 200 })
  const allowance = () => client.getAllowance({ accountId })
  await world.gateway.run(token)
  // A bucket that may be full gives nothing back: it fills by itself.
  for (let call = 0; call < 9; call += 1) await world.gateway.get(token)
  const [used, ...unused] = ids(4)
  const credit = await world.credit(token, [used ?? '', ...unused])
  expect(credit).toMatchObject({
    ...{ accountId, credential: { kind: 'key', id: keyId }, scopes: ['executions'], retentionDays: 9 },
    ...{ granted: [used, ...unused], outstanding: 1, rate: { limit: 200, remaining: 186 } },
  })
  expect(credit.validMs).toBeGreaterThan(0)
  expect(credit.validMs).toBeLessThanOrEqual(1_000)
  expect(await allowance()).toMatchObject({ outstanding: 5, executionsToday: 5 })

  await world.gateway.mesh.log(executionEvents).append(eventKey(accountId, used ?? ''), 1, FINISHED)
  await client.withdraw({ executionIds: unused })
  await expect.poll(allowance, POLL).toMatchObject({ outstanding: 1, executionsToday: 2 })
  expect((await world.gateway.get(token)).rate?.remaining).toBe(188)
})

test('asking for nothing only tells whether the key is still good, and counts nothing', async () => {
  await using world = await openOne()
  const { token } = await newKeyOn(database.db, { requestsPerMinute: 1, burst: 200 })
  const credit = await world.credit(token, [])
  expect(credit).toMatchObject({ granted: [] })
  expect(credit.rate).toBeUndefined()
  expect((await world.gateway.get(token)).rate?.remaining).toBe(199)
})

test('where a limit is narrow nothing is granted, and of a wide one a part', async () => {
  await using world = await openOne()
  const granted = async (allowance: Parameters<typeof newKeyOn>[1]) => {
    const { token } = await newKeyOn(database.db, { requestsPerMinute: 1, ...allowance })
    return (await world.credit(token, ids(16))).granted.length
  }
  for (const limit of ['burst', 'executionsPerDay', 'concurrentExecutions']) {
    expect(await granted({ [limit]: 20 })).toBe(0)
    expect(await granted({ [limit]: 24 })).toBe(3)
    expect(await granted({ [limit]: 70 })).toBe(8)
  }
  expect(await granted({})).toBe(16)
})

test('two hundred at once beside credit of two gateways, with two instances of auth: exactly fifty slots', async () => {
  await using world = await openOne()
  for (const limit of ['concurrentExecutions', 'executionsPerDay']) {
    const { token, accountId } = await newKeyOn(database.db, { [limit]: 50 })
    const calls = outcomes(Array.from({ length: 200 }, () => world.gateway.run(token)))
    const credits = await Promise.all(Array.from({ length: 10 }, () => world.credit(token, ids(4))))
    const taken = credits.flatMap(({ granted }) => granted).length
    const { admitted = 0 } = await calls
    expect(admitted + taken).toBe(50)
    expect(await world.gateway.client.getAllowance({ accountId })).toMatchObject({ outstanding: 50 })
  }
})

test('a key that may not run this, from here, or at all, has no credit', async () => {
  await using world = await openOne()
  const { accountId } = await newKeyOn(database.db)
  const create = (key: object) =>
    world.gateway.client.createKey({ accountId, key: { name: 'a key', ...key } as never })
  const browser = await create({ kind: 'browser', origins: ['https://a.example'] })
  const here = await create({ ipRanges: ['192.0.2.0/24'] })
  const short = await create({ expiresAt: new Date(Date.now() + 600_000).toISOString() })
  const refusal = (token: string, change = {}) =>
    world.credit(token, ids(2), change).then(
      ({ granted }) => granted.length,
      ({ code, data }) => data.scope ?? code,
    )
  expect(await refusal(browser.token, { origin: 'https://a.example' })).toBe(2)
  expect(await refusal(browser.token)).toBe('origin')
  expect(await refusal(here.token)).toBe(2)
  expect(await refusal(here.token, { ip: '198.51.100.1' })).toBe('ip')
  expect(await refusal(createApiKey().token)).toBe('UNAUTHENTICATED')
  expect(await refusal('nothing')).toBe('UNAUTHENTICATED')
  expect(await refusal(short.token)).toBe(2)
  await world.gateway.client.updateKey({ accountId, id: short.key.id, change: { active: false } })
  await expect.poll(() => refusal(short.token), POLL).toBe('UNAUTHENTICATED')
})

test('credit is good until a second after auth read the key, and not beyond its expiry', async () => {
  await using world = await openOne()
  const { token, accountId } = await newKeyOn(database.db)
  const valid = async (of: string) => (await world.credit(of, [])).validMs
  // What is remembered is half a second old at most.
  for (let call = 0; call < 20; call += 1) expect(await valid(token)).toBeGreaterThanOrEqual(500)
  const key = { name: 'a key', expiresAt: new Date(Date.now() + 1_200).toISOString() }
  const ending = await world.gateway.client.createKey({ accountId, key })
  const startedMs = Date.now()
  const left = await valid(ending.token)
  expect(startedMs + left).toBeLessThanOrEqual(Date.parse(key.expiresAt) + 1)
})

test('requests that a gateway admitted are in the usage data of their account, and in the metrics', async () => {
  await using world = await openOne()
  const { token, accountId, keyId } = await newKeyOn(database.db)
  const request = { accountId, keyId, procedure: 'executions.run', ip: '192.0.2.7', userAgent: 'curl' }
  await world.gateway.client.noteAdmitted({
    requests: [
      { ...request, agoMs: 60_000 },
      { ...request, agoMs: 0 },
    ],
  })
  await world.credit(token, ids(1))
  const list = async () => (await world.gateway.client.listRequests({ accountId })).requests
  const noted = {
    procedure: 'executions.run',
    outcome: 'admitted',
    ip: '192.0.2.7',
    userAgent: 'curl',
    keyId,
  }
  await expect.poll(list, POLL).toEqual([noted, noted].map((each) => ({ ...each, at: expect.any(String) })))
  const [newest, oldest] = await list()
  expect(Date.parse(newest?.at ?? '') - Date.parse(oldest?.at ?? '')).toBe(60_000)
  const { keys } = await world.gateway.client.listKeys({ accountId })
  expect(keys).toHaveLength(1)
  const used = async () => (await world.gateway.client.listKeys({ accountId })).keys[0]?.lastUsedAt
  await expect.poll(used, POLL).toEqual(expect.any(String))
})
