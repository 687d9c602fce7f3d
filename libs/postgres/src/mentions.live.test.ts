import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findMentions } from './mentions.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase<unknown>
beforeAll(async () => {
  database = await createTestDatabase({ service: 'auth', migrations: {} })
  await sql`create table notes (id int, body text, detail jsonb, raw bytea, tags text[])`.execute(database.db)
})
afterAll(() => database[Symbol.asyncDispose]())

test.each([
  ['text', sql`insert into notes (body) values ('it is needle-1 here')`, 'body', 'needle-1'],
  ['json', sql`insert into notes (detail) values ('{"a": ["needle-2"]}')`, 'detail', 'needle-2'],
  ['bytes', sql`insert into notes (raw) values (convert_to('xneedle-3', 'UTF8'))`, 'raw', 'needle-3'],
  ['an array', sql`insert into notes (tags) values (array['a', 'needle-4'])`, 'tags', 'needle-4'],
] as const)('what stands in a column of %s is found', async (_what, insert, column, needle) => {
  expect(await findMentions(database.adminUrl, [needle])).toEqual([])
  await insert.execute(database.db)
  expect(await findMentions(database.adminUrl, ['another', needle])).toEqual([`auth.notes.${column}`])
})
