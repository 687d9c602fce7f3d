import { randomUUID } from 'node:crypto'
import { eventKey, executionEvents, executionRequests } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import { consumptions, roles } from '@runhive/contracts/roles'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { servicePermissions } from '@runhive/mesh/permissions'
import { startNatsServer, type TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { findMentions } from '@runhive/postgres/mentions'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { parseConfig } from './config.ts'
import type { Schema } from './db/schema.ts'
import { keepMinute } from './db/service-states.ts'
import { openService } from './service.ts'
import { aRequest, aResult, aResultThatPrinted } from './testing.ts'
import { look, type WatchDeps } from './watch-services.ts'

vi.setConfig({ testTimeout: 60_000 })

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

/** Logins with what their roles may do, and no more. */
const USERS = (['gateway', 'history'] as const).map((name) => ({
  ...{ name, password: 'pw' },
  permissions: servicePermissions(name, roles[name]),
}))

const open = (change: Record<string, string> = {}) =>
  openService(
    parseConfig({
      NATS_URL: nats.url,
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      WEBHOOK_SECRET: 'a secret of at least 32 characters',
      ...change,
    }),
  )

/** An executor that reports, and a gateway that asks. */
async function join() {
  const mesh = await connectMesh({ url: nats.url, service: 'test' })
  const finish = (
    accountId: string,
    result = aResult(),
    more: { retentionDays?: number; requestSent?: boolean } = {},
  ) =>
    mesh.log(executionEvents).append(eventKey(accountId, result.id), 1, { kind: 'finished', result, ...more })
  const send = (accountId: string, id: string, request = aRequest()) =>
    mesh.log(executionRequests).append(eventKey(accountId, id), 1, { kind: 'asked', request })
  const client = mesh.connect(history)
  const listed = async (accountId: string) =>
    (await client.list({ accountId, limit: 100 })).executions.map(({ id }) => id)
  return { finish, send, ...client, listed, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('what an executor reports is in the history of its account, and of no other', async () => {
  await using _service = await open()
  await using mesh = await join()
  const account = randomUUID()
  const result = aResultThatPrinted('printed\0and printed')
  await mesh.finish(account, result)
  await expect.poll(() => mesh.listed(account)).toEqual([result.id])
  expect(await mesh.get({ accountId: account, id: result.id })).toEqual(result)
  await expect(mesh.get({ accountId: randomUUID(), id: result.id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('two instances share the work, keep each execution once, and answer the same', async () => {
  await using _one = await open()
  await using _two = await open()
  await using mesh = await join()
  const account = randomUUID()
  const results = Array.from({ length: 40 }, () => aResult())
  await Promise.all(results.map((result) => mesh.finish(account, result)))
  await expect.poll(async () => (await mesh.listed(account)).length).toBe(40)
  expect(new Set(await mesh.listed(account))).toEqual(new Set(results.map(({ id }) => id)))
})

test('what finishes while history is away is there when it is back', async () => {
  await using mesh = await join()
  const account = randomUUID()
  await (await open())[Symbol.asyncDispose]()
  const results = Array.from({ length: 10 }, () => aResult())
  for (const result of results) await mesh.finish(account, result)
  await using _service = await open()
  await expect.poll(async () => (await mesh.listed(account)).length).toBe(10)
})

test('an execution with store: false leaves no row, although the ones after it do', async () => {
  await using _service = await open()
  await using mesh = await join()
  const account = randomUUID()
  const hidden = aResult({ stored: false })
  const shown = aResult()
  await mesh.finish(account, hidden)
  await mesh.finish(account, shown)
  await expect.poll(() => mesh.listed(account)).toContain(shown.id)
  const rows = await database.db
    .selectFrom('executions')
    .select('id')
    .where('account_id', '=', account)
    .execute()
  expect(rows).toEqual([{ id: shown.id }])
})

test('an account sees its usage, exports everything, removes one, and then all of itself', async () => {
  await using _service = await open()
  await using mesh = await join()
  const accountId = randomUUID()
  const first = aResult({ createdAt: '2030-01-01T00:00:00.000Z' })
  const second = aResult({ createdAt: '2030-01-01T00:00:01.000Z' })
  for (const result of [second, first, aResult({ stored: false })]) {
    await mesh.send(accountId, result.id)
    await mesh.finish(accountId, result, { requestSent: true })
  }
  const usage = () => mesh.usage({ accountId, from: '2030-01-01', to: '2030-01-01' })
  await expect.poll(usage).toMatchObject({ days: [{ language: 'python', runs: 3 }] })
  const requests = { [first.id]: aRequest(), [second.id]: aRequest() }
  await expect
    .poll(() => mesh.exportPage({ accountId }))
    .toEqual({ executions: [first, second], requests, apart: [] })
  expect(await mesh.request({ accountId, id: first.id })).toEqual(aRequest())
  await expect(mesh.request({ accountId: 'another', id: first.id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })

  expect(await mesh.remove({ accountId, id: first.id })).toEqual({})
  expect(await mesh.listed(accountId)).toEqual([second.id])
  expect(await usage()).toMatchObject({ days: [{ runs: 3 }] })
  await expect(mesh.request({ accountId, id: first.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })

  expect(await mesh.removeAccount({ accountId })).toMatchObject({
    deleted: { executions: 1, programs: 1, usage: 1 },
  })
  const late = aResult()
  await mesh.send(accountId, late.id)
  await mesh.finish(accountId, late, { requestSent: true })
  const other = aResult()
  await mesh.finish('another', other)
  await expect.poll(() => mesh.listed('another')).toContain(other.id)
  expect(await findMentions(database.adminUrl, [accountId])).toEqual([])
})

test('the largest request that a message can hold is found in the log and kept', async () => {
  await using _service = await open()
  await using mesh = await join()
  const [account, result] = [randomUUID(), aResult()]
  // A message holds 16 MiB, and the store is asked for it in base64.
  const request = aRequest('x'.repeat(15.9 * 1024 * 1024))
  await mesh.send(account, result.id, request)
  await mesh.finish(account, result, { requestSent: true })
  const found = () => mesh.request({ accountId: account, id: result.id }).catch(() => undefined)
  await expect.poll(found).toEqual(request)
})

test('it starts and records although no gateway has made the log of requests yet', async () => {
  await using own = await startNatsServer({ users: USERS })
  const as = (name: string) => own.url.replace('//', `//${name}:pw@`)
  await using gateway = await connectMesh({ url: as('gateway'), service: 'gateway', role: roles.gateway })
  await gateway.prepare([executionEvents], consumptions)
  await using _service = await open({ NATS_URL: as('history') })
  const [accountId, result] = [randomUUID(), aResult()]
  await gateway.log(executionEvents).append(eventKey(accountId, result.id), 1, { kind: 'finished', result })
  const client = gateway.connect(history)
  await expect
    .poll(async () => (await client.list({ accountId })).executions.map(({ id }) => id))
    .toEqual([result.id])
  expect(await client.removeAccount({ accountId })).toMatchObject({ deleted: { executions: 1 } })
})

test('of two that look at the mesh in one minute one is believed, and minutes without a look stay unknown', async () => {
  await using _service = await open()
  await using one = await connectMesh({ url: nats.url, service: 'history' })
  await using two = await connectMesh({ url: nats.url, service: 'history' })
  // Some minutes ago, so that the service's own looks are not in the way.
  const at = new Date(Date.now() - 5 * 60_000)
  const kept: boolean[] = []
  const keep: WatchDeps['keep'] = async (looked) => {
    kept.push(await keepMinute(database.db, looked))
    return true
  }
  const log = { warn: () => {} }
  await Promise.all([one, two].map((mesh) => look({ mesh, keep, log, now: () => at })))
  expect(kept.toSorted()).toEqual([false, true])
  const { services } = await one.connect(history).serviceStates({ hours: 1 })
  const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString()
  const states = services.map(({ name, buckets }) => [
    name,
    buckets.find((bucket) => bucket.at === minute)?.state,
  ])
  expect(Object.fromEntries(states)).toEqual({
    ...Object.fromEntries(Object.keys(roles).map((name) => [name, 'down'])),
    history: 'up',
  })
  expect(services.every(({ buckets }) => buckets[0]?.state === 'unknown')).toBe(true)
})

test('how executions ended is told by the hour, and what it keeps for how long', async () => {
  await using _service = await open({ STATUS_DAYS: '7' })
  await using mesh = await join()
  const finishedAt = new Date().toISOString()
  const before = (await mesh.outcomes({})).byStatus
  for (const status of ['succeeded', 'internal_error'] as const) {
    await mesh.finish(randomUUID(), aResult({ status, finishedAt, stored: false }))
  }
  await expect
    .poll(async () => (await mesh.outcomes({})).byStatus)
    .toEqual({
      ...before,
      succeeded: (before.succeeded ?? 0) + 1,
      internal_error: (before.internal_error ?? 0) + 1,
    })
  expect(await mesh.facts({})).toEqual({
    ...{ retentionDaysMax: 3_650, usageDays: 400, webhookLogDays: 30, statusDays: 7 },
  })
})

test('what has expired is purged by itself, and the metrics say so', async () => {
  await using service = await open({ PURGE_EVERY_MS: '100' })
  await using mesh = await join()
  const account = randomUUID()
  const old = aResult({ finishedAt: '2020-01-01T00:00:00.000Z' })
  await mesh.finish(account, old, { retentionDays: 1 })
  const young = aResult({ finishedAt: new Date().toISOString() })
  await mesh.finish(account, young, { retentionDays: 1 })
  const metrics = async () => (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text()
  await expect.poll(metrics).toMatch(/^runhive_history_purged_rows_total\{table="executions"\} [1-9]/m)
  await expect.poll(() => mesh.listed(account)).toEqual([young.id])
  expect(await metrics()).toMatch(/^runhive_history_purge_overdue_seconds 0$/m)
  expect(await metrics()).toMatch(/^runhive_history_purge_seconds_count [1-9]/m)
})

test('it is ready only while the database answers, and does not open on one that lacks a migration', async () => {
  await using empty = await createTestDatabase<Schema>({ service: 'history', migrations: {} })
  await expect(open({ DATABASE_URL: empty.url })).rejects.toThrow('lacks 0001-create-executions')
  await using own = await createTestDatabase<Schema>({ service: 'history', migrations })
  await using service = await open({ DATABASE_URL: own.url })
  const ready = () => fetch(`http://127.0.0.1:${service.opsPort}/readyz`)
  expect((await ready()).status).toBe(200)
  await own.server[Symbol.asyncDispose]()
  await expect.poll(async () => (await ready()).status).toBe(503)
})
