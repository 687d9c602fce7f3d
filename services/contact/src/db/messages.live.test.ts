import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { toMessage } from '../domain/message.ts'
import * as messages from './messages.ts'
import type { Schema } from './schema.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'contact', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const send = async (email: string, second: number) => {
  const message = toMessage(
    { name: 'Ada', email, message: 'hello' },
    new Date(Date.UTC(2030, 0, 1, 0, 0, second)),
  )
  await messages.insert(database.db, message, { noticesPerHour: 100 })
  return { ...message, replies: [] }
}
const list = (email: string, after?: string) => messages.listBySender(database.db, { email, after, limit: 2 })

test('a sender is found in any case, with the address as it was typed, oldest first, page by page', async () => {
  const third = await send('GRACE@example.org', 3)
  const first = await send('grace@example.org', 1)
  const second = await send('Grace@Example.org', 2)
  await send('grace@example.org.evil', 1)
  await send('grac_@example.org', 1)
  expect(await list('grace@EXAMPLE.org')).toEqual([first, second])
  expect(await list('grace@example.org', second.id)).toEqual([third])
  expect(await list('grace@example.org', third.id)).toEqual([])
})

test('removing a sender leaves nothing of it, and everything of others', async () => {
  const other = await send('other@example.org', 1)
  await send('gone@example.org', 1)
  await send('Gone@example.org', 2)
  expect(await messages.removeBySender(database.db, 'GONE@example.org')).toEqual({ messages: 2, replies: 0 })
  expect(await messages.removeBySender(database.db, 'GONE@example.org')).toEqual({ messages: 0, replies: 0 })
  const { rows } = await sql<{ row: string }>`select messages::text as row from messages`.execute(database.db)
  expect(rows.filter(({ row }) => /gone@/i.test(row))).toEqual([])
  expect(await list('other@example.org')).toEqual([other])
})

test('finding a sender walks one index and sorts nothing', async () => {
  const plan = await database.db.transaction().execute(async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx)
    await sql`set local enable_bitmapscan = off`.execute(trx)
    return sql<{ 'QUERY PLAN': string }>`explain select * from messages
      where lower(email) = 'ada@example.org' and id > '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11' order by id limit 200
    `.execute(trx)
  })
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toContain('using messages_sender ')
  expect(text).not.toContain('Sort')
})
