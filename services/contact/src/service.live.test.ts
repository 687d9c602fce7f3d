import { contact } from '@runhive/contracts/contact'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startNatsServer, type TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { parseConfig } from './config.ts'
import * as messages from './db/messages.ts'
import type { Schema } from './db/schema.ts'
import { toMessage } from './domain/message.ts'
import { openService } from './service.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
let nats: TestNatsServer
beforeAll(async () => {
  ;[database, nats] = await Promise.all([
    createTestDatabase<Schema>({ service: 'contact', migrations }),
    startNatsServer(),
  ])
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
})

const open = (change: Record<string, string> = {}) =>
  openService(parseConfig({ NATS_URL: nats.url, LOG_LEVEL: 'silent', DATABASE_URL: database.url, ...change }))

const good = { name: 'Ada', email: 'ada@example.org', message: 'Läuft auch Pascal? 🐝\n"Danke"' }

test('a message sent over the mesh is in the database, with the id and time its sender was told', async () => {
  await using _service = await open()
  await using mesh = await connectMesh({ url: nats.url, service: 'test' })
  const answer = await mesh.connect(contact).send(good)
  const row = await database.db
    .selectFrom('messages')
    .selectAll()
    .where('id', '=', answer.id)
    .executeTakeFirst()
  expect(row).toEqual({
    ...good,
    id: answer.id,
    received_at: new Date(answer.receivedAt),
    answered: false,
    archived: false,
  })
})

test('input that does not fit leaves no row', async () => {
  await using _service = await open()
  await using mesh = await connectMesh({ url: nats.url, service: 'test' })
  const email = 'left-nothing@example.org'
  const refused = mesh.connect(contact).send({ ...good, email, message: 'x'.repeat(10_001) })
  await expect(refused).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect(await database.db.selectFrom('messages').select('id').where('email', '=', email).execute()).toEqual(
    [],
  )
})

test('what an address has sent can be listed and deleted over the mesh', async () => {
  await using _service = await open()
  await using mesh = await connectMesh({ url: nats.url, service: 'test' })
  const { send, listBySender, removeSender } = mesh.connect(contact)
  const sent = await send({ ...good, email: 'Grace@example.org' })
  const email = 'grace@example.org'
  expect((await listBySender({ email })).messages).toEqual([
    { ...good, email: 'Grace@example.org', ...sent, replies: [] },
  ])
  expect(await removeSender({ email })).toEqual({ deleted: { messages: 1, replies: 0 } })
  expect(await listBySender({ email })).toEqual({ messages: [] })
})

test('an id cannot be taken twice', async () => {
  const message = toMessage(good, new Date())
  await messages.insert(database.db, message, { noticesPerHour: undefined })
  await expect(messages.insert(database.db, message, { noticesPerHour: undefined })).rejects.toMatchObject({
    code: '23505',
  })
})

test('it is ready only while the database answers, and does not open on one that lacks a migration', async () => {
  await using empty = await createTestDatabase<Schema>({ service: 'contact', migrations: {} })
  await expect(open({ DATABASE_URL: empty.url })).rejects.toThrow('lacks 0001-create-messages')
  await using own = await createTestDatabase<Schema>({ service: 'contact', migrations })
  await using service = await open({ DATABASE_URL: own.url })
  const ready = () => fetch(`http://127.0.0.1:${service.opsPort}/readyz`)
  expect((await ready()).status).toBe(200)
  await own.server[Symbol.asyncDispose]()
  await expect.poll(async () => (await ready()).status).toBe(503)
})
