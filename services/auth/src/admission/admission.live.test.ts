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

const open = (databaseUrl = database.url, env: Record<string, string> = {}) =>
  openService(
    parseConfig({
      ...{
        NATS_URL: nats.url,
        AUTH_SECRET: 'a secret of the tests with 32 characters',
        DATABASE_URL: databaseUrl,
        LOG_LEVEL: 'silent',
        INSTANCE_NAME: 'test',
      },
      ...env,
    }),
  )

test('two hundred at once against fifty, with two instances of auth: exactly fifty', async () => {
  await using _one = await open()
  await using _two = await open()
  await using gateway = await connectGateway(nats.url)
  const key = await newKeyOn(database.db, { requestsPerMinute: 1, burst: 50 })
  expect(await outcomes(Array.from({ length: 200 }, () => gateway.get(key.token)))).toEqual({
    admitted: 50,
    'rate of account': 150,
  })
})

test('quota and concurrency are exact over two instances, and refused requests use up neither', async () => {
  await using _one = await open()
  await using _two = await open()
  await using gateway = await connectGateway(nats.url)
  const spent = await newKeyOn(database.db, { executionsPerDay: 30 })
  expect(await outcomes(Array.from({ length: 100 }, () => gateway.run(spent.token)))).toEqual({
    admitted: 30,
    'quota of account': 70,
  })
  const full = await newKeyOn(database.db, { concurrentExecutions: 30 })
  expect(await outcomes(Array.from({ length: 100 }, () => gateway.run(full.token)))).toEqual({
    admitted: 30,
    'concurrency of account': 70,
  })
  expect(await gateway.client.getAllowance({ accountId: full.accountId })).toMatchObject({
    executionsToday: 30,
    outstanding: 30,
    plan: full.plan,
  })
})

test('a place is free again when its execution has finished, or was never accepted', async () => {
  await using _auth = await open()
  await using gateway = await connectGateway(nats.url)
  const { token, accountId } = await newKeyOn(database.db, { concurrentExecutions: 2, executionsPerDay: 3 })
  const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()]
  expect(await gateway.run(token, one)).toMatchObject({ outstanding: 0, retentionDays: 9 })
  expect(await gateway.run(token, two)).toMatchObject({ outstanding: 1 })
  expect(await outcomes([gateway.run(token, three)])).toEqual({ 'concurrency of account': 1 })

  await gateway.mesh.log(executionEvents).append(eventKey(accountId, one), 1, FINISHED)
  const allowance = () => gateway.client.getAllowance({ accountId })
  await expect.poll(allowance, POLL).toMatchObject({ outstanding: 1, executionsToday: 2 })
  await gateway.client.release({ accountId, executionId: two })
  await gateway.client.release({ accountId, executionId: two })
  expect(await allowance()).toMatchObject({ outstanding: 0, executionsToday: 1 })
  expect(await gateway.run(token, three)).toMatchObject({ outstanding: 0 })
})

test('a changed plan, and another plan for the account, take effect within a second on every instance', async () => {
  await using _one = await open()
  await using _two = await open()
  await using gateway = await connectGateway(nats.url)
  const { token, accountId, plan } = await newKeyOn(database.db)
  const limits = async () =>
    new Set(
      (await Promise.all(Array.from({ length: 20 }, () => gateway.get(token)))).map(
        ({ rate }) => rate?.limit,
      ),
    )
  expect(await limits()).toEqual(new Set([1_000_000]))

  const changed = { ...plan, allowance: { ...plan.allowance, burst: 500 } }
  await gateway.client.putPlan(changed)
  const afterMs = performance.now() + 1_000
  await expect.poll(() => performance.now() > afterMs, POLL).toBe(true)
  expect(await limits()).toEqual(new Set([500]))

  expect(await gateway.client.changeAccount({ accountId, plan: 'operator', role: 'operator' })).toMatchObject(
    {
      id: accountId,
      role: 'operator',
      plan: { name: 'operator', allowance: { burst: 3_000 } },
    },
  )
  await expect.poll(async () => (await gateway.get(token)).rate?.limit, POLL).toBe(3_000)
  expect((await gateway.client.listPlans({})).plans).toContainEqual(changed)
  await expect(gateway.client.changeAccount({ accountId, plan: 'nothing' })).rejects.toMatchObject({
    code: 'NO_SUCH_PLAN',
    data: { plans: expect.arrayContaining(['free', 'operator']) },
  })
  for (const nobody of [randomUUID(), 'anon-1', '']) {
    const refused = gateway.client.changeAccount({ accountId: nobody, role: 'user' })
    await expect(refused).rejects.toMatchObject({ code: 'NO_SUCH_ACCOUNT' })
    await expect(gateway.client.getAllowance({ accountId: nobody })).rejects.toMatchObject({
      code: 'NO_SUCH_ACCOUNT',
    })
  }
})

test('who asked for what is there for its owner, page by page, and of a wrong key nothing but that it was wrong', async () => {
  await using gateway = await connectGateway(nats.url)
  const { token, accountId, keyId } = await newKeyOn(database.db, { burst: 5, requestsPerMinute: 1 })
  {
    await using _auth = await open()
    await outcomes(Array.from({ length: 7 }, () => gateway.get(token)))
    await outcomes([gateway.get(createApiKey().token)])
  } // closing writes what is gathered
  await using _auth = await open()
  const read: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await gateway.client.listRequests({ accountId, limit: 3, ...(cursor && { cursor }) })
    expect(page.requests.length).toBeLessThanOrEqual(3)
    read.push(...page.requests)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  const record = {
    procedure: 'executions.get',
    ip: '192.0.2.1',
    userAgent: null,
    keyId,
    at: expect.any(String),
  }
  const times = (count: number, outcome: string) =>
    Array.from({ length: count }, () => ({ ...record, outcome }))
  expect(read).toHaveLength(7)
  expect(read).toEqual(expect.arrayContaining([...times(5, 'admitted'), ...times(2, 'LIMITED')]))
  await expect(gateway.client.listRequests({ accountId, cursor: 'x' })).rejects.toMatchObject({
    code: 'BAD_CURSOR',
  })
  const strangers = await database.db
    .selectFrom('requests')
    .selectAll()
    .where('account_id', 'is', null)
    .execute()
  expect(strangers.map(({ outcome, key_id }) => ({ outcome, key_id }))).toContainEqual({
    outcome: 'UNAUTHENTICATED',
    key_id: null,
  })
})

test('signed-out executions are the operator’s to allow, and hide their address', async () => {
  await using _auth = await open(database.url, { ANONYMOUS_EXECUTIONS: 'true' })
  await using gateway = await connectGateway(nats.url)
  const run = (ip: string) =>
    gateway.client.admit({
      credential: { kind: 'anonymous' },
      procedure: 'executions.run',
      executionId: randomUUID(),
      ip,
    })
  const one = await run('192.0.2.77')
  expect(one).toMatchObject({ accountId: expect.stringMatching(/^anon-[0-9a-f]{32}$/), outstanding: 0 })
  expect(await run('192.0.2.77')).toMatchObject({ accountId: one.accountId, outstanding: 1 })
  expect(await outcomes([run('192.0.2.77')])).toEqual({ 'concurrency of ip': 1 })
  expect((await run('192.0.2.78')).accountId).not.toBe(one.accountId)
  expect(JSON.stringify(one)).not.toContain('192.0.2')
})

test('what admission does is counted on the operator’s page', async () => {
  await using service = await open()
  await using gateway = await connectGateway(nats.url)
  const { token } = await newKeyOn(database.db, { burst: 1, requestsPerMinute: 1 })
  await outcomes([gateway.get(token), gateway.get(token), gateway.get('rh_nothing')])
  const page = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text()
  expect(page).toContain('runhive_admissions_total{outcome="admitted"} 1')
  expect(page).toContain('runhive_admissions_total{outcome="rate_account"} 1')
  expect(page).toContain('runhive_admissions_total{outcome="unauthenticated"} 1')
  expect(page).toContain('runhive_auth_database_away 0')
})
