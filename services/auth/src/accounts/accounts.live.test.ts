import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { createKey } from '../create-key/create-key.ts'
import * as accounts from '../db/accounts.ts'
import type { Schema } from '../db/schema.ts'
import { makeOperator } from '../make-operator/make-operator.ts'
import { newAccount, openWorld, type World } from '../testing/world.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
let world: World
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
  world = await openWorld(database.db)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const idsOf = async (input: Parameters<World['auth']['listAccounts']>[0]) =>
  (await world.auth.listAccounts(input)).accounts.map(({ id }) => id)

test('an account is shown with its plan, and can be renamed', async () => {
  const { accountId, email, name } = await newAccount(database.db)
  const account = await world.auth.getAccount({ accountId })
  expect(account).toMatchObject({ id: accountId, email, name, role: 'user', plan: { name: 'free' } })
  const renamed = { ...account, name: 'Ada Lovelace' }
  expect(await world.auth.updateAccount({ accountId, name: '  Ada Lovelace ' })).toEqual(renamed)
  expect(await world.auth.getAccount({ accountId })).toEqual(renamed)
})

test('a name just past a limit is BAD_INPUT and changes nothing', async () => {
  const { accountId, name } = await newAccount(database.db)
  for (const bad of ['', ' ', 'x'.repeat(201), 'a\nb', 'a\0b']) {
    await expect(world.auth.updateAccount({ accountId, name: bad })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  }
  expect(await world.auth.getAccount({ accountId })).toMatchObject({ name })
})

test('an account that is not there is one answer, whatever its id looks like', async () => {
  for (const accountId of ['00000000-0000-0000-0000-000000000000', 'nobody', '', "'; drop table accounts"]) {
    const refused = { code: 'NO_SUCH_ACCOUNT', data: {} }
    await expect(world.auth.getAccount({ accountId })).rejects.toMatchObject(refused)
    await expect(world.auth.updateAccount({ accountId, name: 'x' })).rejects.toMatchObject(refused)
    expect(await world.auth.listSessions({ accountId })).toEqual({ sessions: [] })
  }
})

test('pages follow each other without gap or repeat, newest first, also when many came at one moment', async () => {
  const at = new Date('2031-01-01T00:00:00.123Z')
  const values = Array.from({ length: 25 }, (_, index) => ({
    email: `page-${index}@pages.test`,
    created_at: index < 20 ? at : new Date(at.getTime() + index),
  }))
  await database.db.insertInto('accounts').values(values).execute()
  // Within the same millisecond, which is all that a `Date` can tell.
  await sql`update accounts set created_at = created_at + interval '1 microsecond'
    where email in ('page-3@pages.test', 'page-7@pages.test')`.execute(database.db)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await world.auth.listAccounts({ search: 'pages.test', limit: 7, cursor })
    seen.push(...page.accounts.map(({ email }) => email ?? ''))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen).toHaveLength(25)
  expect(new Set(seen)).toEqual(new Set(values.map(({ email }) => email)))
  expect(seen.slice(0, 5)).toEqual([24, 23, 22, 21, 20].map((index) => `page-${index}@pages.test`))
})

test('accounts are found by any part of e-mail or name, in any case, and wildcards are only characters', async () => {
  const { accountId } = await newAccount(database.db)
  await database.db
    .updateTable('accounts')
    .set({ email: 'Grace_Hopper@navy.test', name: '100% COBOL' })
    .where('id', '=', accountId)
    .execute()
  for (const search of ['grace_hopper', 'NAVY.test', '100% cobol', '% C']) {
    expect(await idsOf({ search })).toEqual([accountId])
  }
  for (const search of ['grace.hopper', '100_', 'a%navy', '\\']) expect(await idsOf({ search })).toEqual([])
})

test('a cursor that is none of ours is BAD_CURSOR', async () => {
  for (const cursor of ['x', 'MTIz', '"', '\0']) {
    await expect(world.auth.listAccounts({ cursor })).rejects.toMatchObject({ code: 'BAD_CURSOR' })
  }
})

test('an account becomes an operator by its e-mail address or its handle, with one command', async () => {
  const run = async (...args: string[]) => {
    const env = { DATABASE_URL: database.url }
    const entry = join(import.meta.dirname, '../make-operator/main.ts')
    return (await promisify(execFile)(process.execPath, [entry, ...args], { env })).stdout
  }
  const { accountId, email } = await newAccount(database.db)
  expect(await run('--email', email)).toBe(`${accountId}\n`)
  expect(await world.auth.getAccount({ accountId })).toMatchObject({ role: 'operator' })

  await createKey(database.db, { account: 'development', name: 'a key' })
  const id = await accounts.ensureByHandle(database.db, 'development')
  expect(await run('--account', 'development')).toBe(`${id}\n`)
  expect(await world.auth.getAccount({ accountId: id })).toMatchObject({ role: 'operator' })
})

test('nobody becomes an operator by a guess', async () => {
  const [one, two] = [await newAccount(database.db), await newAccount(database.db)]
  await database.db
    .updateTable('accounts')
    .set({ email: 'two@example.test' })
    .where('id', 'in', [one.accountId, two.accountId])
    .execute()
  await expect(makeOperator(database.db, { email: 'two@example.test' })).rejects.toThrow('several accounts')
  await expect(makeOperator(database.db, { email: 'nobody@example.test' })).rejects.toThrow('no account')
  await expect(makeOperator(database.db, { account: 'nobody' })).rejects.toThrow('no account')
  await expect(makeOperator(database.db, {})).rejects.toThrow('either --email or --account')
  await expect(makeOperator(database.db, { email: 'a@b', account: 'c' })).rejects.toThrow('either')
  expect(await world.auth.getAccount({ accountId: one.accountId })).toMatchObject({ role: 'user' })
})
