import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { toMessage, toReply } from '../domain/message.ts'
import * as inbox from './inbox.ts'
import * as mails from './mails.ts'
import * as messages from './messages.ts'
import { purge } from './purge.ts'
import type { Schema } from './schema.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'contact', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate messages cascade`.execute(database.db)
})

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second))
const NEVER = '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11'

async function send(second: number) {
  const message = toMessage({ name: 'Ada', email: 'ada@example.org', message: 'hello' }, at(second))
  await messages.insert(database.db, message, { noticesPerHour: 100 })
  return message.id
}
const reply = (messageId: string, second: number, maxReplies = 10) =>
  inbox.addReply(database.db, toReply({ messageId, text: `at ${second}`, by: 'op' }, at(second)), {
    maxReplies,
    mail: true,
  })
const ids = async (query: Partial<inbox.InboxQuery> = {}) =>
  (await inbox.list(database.db, { limit: 10, ...query })).map(({ id }) => id)
const due = (second: number) => mails.claim(database.db, { now: at(second), forMs: 10_000 })

test('messages come newest first, page by page', async () => {
  const [first, second, third] = [await send(1), await send(2), await send(3)]
  expect(await ids()).toEqual([third, second, first])
  expect(await ids({ limit: 2 })).toEqual([third, second])
  expect(await ids({ before: second })).toEqual([first])
})

test('a message is open until it is answered, archived while it is put away, and then what it was', async () => {
  const [answered, open, archived] = [await send(1), await send(2), await send(3)]
  await reply(answered, 4)
  await inbox.setArchived(database.db, { id: archived, archived: true })
  const each = () => Promise.all((['open', 'answered', 'archived'] as const).map((state) => ids({ state })))
  expect(await each()).toEqual([[open], [answered], [archived]])
  expect(await inbox.countOpen(database.db)).toBe(1)

  await inbox.setArchived(database.db, { id: archived, archived: false })
  await inbox.setArchived(database.db, { id: answered, archived: true })
  expect(await each()).toEqual([[archived, open], [], [answered]])
  expect(await inbox.setArchived(database.db, { id: answered, archived: false })).toMatchObject({
    state: 'answered',
  })
})

test('a reply to an archived message takes it back', async () => {
  const id = await send(1)
  await inbox.setArchived(database.db, { id, archived: true })
  expect(await reply(id, 2)).toMatchObject({
    state: 'answered',
    replies: [{ text: 'at 2', mail: 'pending' }],
  })
})

test('of many replies at once a message gets as many as it may have, and the others are told so', async () => {
  const id = await send(1)
  const added = await Promise.all(Array.from({ length: 6 }, (_, n) => reply(id, n + 2, 3)))
  expect(added.filter((message) => message === 'full')).toHaveLength(3)
  expect((await inbox.list(database.db, { limit: 1 }))[0]?.replies).toHaveLength(3)
})

test('what is not there cannot be answered, archived or removed', async () => {
  expect(await reply(NEVER, 1)).toBe('missing')
  expect(await inbox.setArchived(database.db, { id: NEVER, archived: true })).toBeUndefined()
  expect(await inbox.remove(database.db, NEVER)).toBe(false)
})

test('removing a message takes its replies and mails along, and nobody else’s', async () => {
  const [gone, stays] = [await send(1), await send(2)]
  await reply(gone, 3)
  expect(await inbox.remove(database.db, gone)).toBe(true)
  const left = await database.db.selectFrom('mails').select('message_id').execute()
  expect(left).toEqual([{ message_id: stays }])
  expect(await database.db.selectFrom('replies').select('id').execute()).toEqual([])
})

test('a mail belongs to the process that claimed it until the claim lapses, and a late process writes nothing', async () => {
  await send(1)
  const first = await due(1)
  expect(first).toMatchObject({ tries: 1, message: { email: 'ada@example.org' }, earlier: [] })
  expect(await due(10)).toBeUndefined()
  const second = await due(11)
  expect(second).toMatchObject({ id: first?.id, tries: 2 })
  const settle = (tries: number) =>
    mails.settle(database.db, { id: first?.id ?? '', tries, next: { status: 'failed' } })
  await settle(1)
  expect(await mails.pending(database.db, at(31))).toEqual({ count: 1, oldestSeconds: 30 })
  await settle(2)
  expect(await mails.pending(database.db, at(31))).toEqual({ count: 0, oldestSeconds: 0 })
})

test('of many who ask at once each gets another mail', async () => {
  for (let n = 0; n < 8; n += 1) await send(n)
  const claimed = await Promise.all(Array.from({ length: 12 }, () => due(60)))
  const got = claimed.flatMap((one) => one?.id ?? [])
  expect(new Set(got).size).toBe(got.length)
  expect(await due(60).then((one) => [...got, one?.id ?? []].flat().length)).toBeGreaterThanOrEqual(8)
})

test('a purge takes what was received before a time, and not a millisecond more', async () => {
  const [old, young] = [await send(1), await send(2)]
  await reply(old, 3)
  expect(await purge(database.db, at(1))).toBe(0)
  expect(await purge(database.db, at(2))).toBe(1)
  expect(await ids()).toEqual([young])
})

test('the inbox of a state walks one index', async () => {
  const plan = await database.db.transaction().execute(async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx)
    await sql`set local enable_bitmapscan = off`.execute(trx)
    return sql<{ 'QUERY PLAN': string }>`explain select * from messages
      where archived = false and answered = true and id < ${NEVER}::uuid order by id desc limit 20`.execute(
      trx,
    )
  })
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toContain('using messages_state ')
  expect(text).not.toContain('Sort')
})
