import { randomUUID } from 'node:crypto'
import { eventKey, executionCancellations } from '@runhive/contracts/execution-streams'
import { revocations } from '@runhive/contracts/revocations'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { parseConfig } from './config.ts'
import * as accounts from './db/accounts.ts'
import * as removals from './db/removals.ts'
import * as outbox from './db/revocation-outbox.ts'
import type { Schema } from './db/schema.ts'
import { newParts } from './domain/removal.ts'
import { revokedKey } from './domain/revocation.ts'
import { openService } from './service.ts'
import { connectGateway, newKeyOn } from './testing/live.ts'
import { serveContact, serveHistory } from './testing/removal.ts'
import { newAccount } from './testing/world.ts'

/** Work that another process left when it died between its commit and the work: nothing but the database tells of it. */

vi.setConfig({ testTimeout: 120_000 })
/** Less than half of the time after which a process looks although nothing was notified. */
const POLL = { timeout: 12_000 }

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

/** Resolves when a process has begun to listen, and so has looked at everything already. */
const untilListening = () =>
  expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where application_name = 'notifications' and query = 'select 1'
           or query like 'listen%' and state = 'idle'`.execute(database.db)
      return rows.length
    })
    .toBeGreaterThan(0)

test('a revocation that its process did not publish is published at once by another', async () => {
  await using _auth = await open()
  await untilListening()
  await using mesh = await connectMesh({ url: nats.url, service: 'test' })
  const told: unknown[] = []
  await using _tail = await mesh.log(revocations).tail(({ event }) => void told.push(event))
  const event = revokedKey(randomUUID())
  await database.db.transaction().execute((trx) => outbox.insert(trx, [event]))
  await expect.poll(() => told, POLL).toContainEqual(event)
})

test('what a suspended account still runs is cancelled at once by a process that did not suspend it', async () => {
  await using _auth = await open()
  await untilListening()
  await using asking = await connectGateway(nats.url)
  const { token, accountId } = await newKeyOn(database.db)
  const executionId = randomUUID()
  await asking.run(token, executionId)
  const cancelled: string[] = []
  const control = asking.mesh.log(executionCancellations)
  await using _tail = await control.tail(({ key }) => void cancelled.push(key))
  await database.db
    .transaction()
    .execute((trx) => accounts.setSuspension(trx, accountId, { at: new Date(), reason: 'mined coins' }))
  await expect.poll(() => cancelled, POLL).toContain(eventKey(accountId, executionId))
})

test('an account whose removal another process began is removed, also when it has to wait for its time', async () => {
  await using _auth = await open()
  await untilListening()
  await using mesh = await connectMesh({ url: nats.url, service: 'test' })
  await using _history = await serveHistory(mesh, [])
  await using _contact = await serveContact(mesh, [])
  const { accountId, email } = await newAccount(database.db)
  const parts = newParts({ sessions: 0, keys: 0 })
  const { id } = await database.db
    .transaction()
    .execute((trx) => removals.begin(trx, { id: accountId, email, parts }))
  const finished = async () => (await removals.find(database.db, id))?.finishedAt
  await expect.poll(finished, POLL).toBeDefined()
})
