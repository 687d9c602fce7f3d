import { randomUUID } from 'node:crypto'
import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import { webhookKeys } from '@runhive/contracts/webhook-keys'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { findOnDisk } from '@runhive/mesh/testing/find-on-disk'
import type { TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { openDatabase } from '@runhive/postgres/open'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { parseConfig } from './config.ts'
import type { Schema } from './db/schema.ts'
import { openService } from './service.ts'
import { aResultThatPrinted } from './testing.ts'
import { startReceiver } from './webhooks/testing.ts'

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

const open = () =>
  openService(
    parseConfig({
      NATS_URL: nats.url,
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      WEBHOOK_SECRET: 'a secret of at least 32 characters',
      WEBHOOK_ALLOW: '127.0.0.1/32',
      WEBHOOK_RETRY_MS: '20',
      WEBHOOK_ATTEMPTS: '2',
    }),
  )

/** Where any of these is in the files of the server, tables and log, once it has written all that it has. */
async function placesOf(...texts: string[]): Promise<string[]> {
  await using admin = openDatabase<Schema>(database.adminUrl)
  await sql`checkpoint`.execute(admin)
  const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') as folder`.execute(
    admin,
  )
  return findOnDisk(
    rows.map(({ folder }) => folder),
    texts,
  )
}

const secret = () => randomUUID().replaceAll('-', '')

test('with store: false the database never holds a webhook that can be read, nor does its log, and its key ends with it', async () => {
  const gate = Promise.withResolvers<void>()
  await using taking = await startReceiver((response) => void gate.promise.then(() => response.end()))
  await using failing = await startReceiver((response) => response.writeHead(500).end())
  await using _service = await open()
  await using mesh = await connectMesh({ url: nats.url, service: 'test' })
  const accountId = randomUUID()
  const finish = (url: string, text: string, stored: boolean) => {
    const result = { ...aResultThatPrinted(text), stored }
    return mesh
      .log(executionEvents)
      .append(eventKey(accountId, result.id), 1, { kind: 'finished', result, webhook: { url } })
  }
  const keys = () => mesh.log(webhookKeys).stored()
  const [taken, failed, kept] = [secret(), secret(), secret()]
  await finish(taking.url, taken, false)
  await expect
    .poll(() => taking.received.map(({ body }) => body), POLL)
    .toMatchObject([expect.stringContaining(taken)])
  // It waits for its receiver now, in the database.
  expect(await placesOf(taken)).toEqual([])
  expect(await keys()).toHaveLength(1)
  gate.resolve()
  await finish(failing.url, failed, false)
  await finish(taking.url, kept, true)

  const log = async () => (await mesh.connect(history).listDeliveries({ accountId })).deliveries
  const statuses = async () => (await log()).map(({ status }) => status).toSorted()
  await expect.poll(statuses, POLL).toEqual(['delivered', 'delivered', 'failed'])
  await expect.poll(keys, POLL).toEqual([])
  expect(await placesOf(taken, failed)).toEqual([])
  // It is looked for in the right place.
  expect(await placesOf(kept)).not.toEqual([])
})
