import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { createKey } from '../create-key/create-key.ts'
import { createApiKey, parseApiKey } from '../domain/api-key.ts'
import * as accounts from './accounts.ts'
import * as apiKeys from './api-keys.ts'
import type { Schema } from './schema.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

async function insertKey(change: Partial<apiKeys.NewKey> = {}) {
  const { db } = database
  const accountId = await accounts.ensureByHandle(db, `account-${randomUUID()}`)
  const { id, digest } = createApiKey()
  const key = { id, digest, accountId, name: 'test', scopes: ['executions'] as const, ...change }
  await apiKeys.insert(db, key)
  return { ...key, find: () => apiKeys.createFinder(db)(id) }
}

test('a key is found by its id with everything that admission needs', async () => {
  const expiresAt = new Date('2031-02-03T04:05:06.789Z')
  const key = await insertKey({ expiresAt })
  expect(await key.find()).toEqual({
    id: key.id,
    accountId: key.accountId,
    role: 'user',
    suspended: false,
    scopes: ['executions'],
    kind: 'server',
    origins: [],
    ipRanges: [],
    allowance: {},
    digest: key.digest,
    expiresAt,
    deactivatedAt: undefined,
    lastUsedAt: undefined,
    plan: {
      name: 'development',
      allowance: {
        requestsPerMinute: 1_000_000,
        burst: 100_000,
        executionsPerDay: 1_000_000,
        concurrentExecutions: 20_000,
      },
      maxKeys: 1_000,
      retentionDays: 30,
    },
  })
})

test('an id that is not there is undefined, whatever it holds', async () => {
  const find = apiKeys.createFinder(database.db)
  expect(await find('0'.repeat(16))).toBeUndefined()
  expect(await find("' or true --")).toBeUndefined()
})

test('one finder serves many at once without mixing them up', async () => {
  const find = apiKeys.createFinder(database.db)
  const keys = await Promise.all(Array.from({ length: 20 }, () => insertKey()))
  const found = await Promise.all(keys.map(({ id }) => find(id)))
  expect(found.map((record) => record?.accountId)).toEqual(keys.map(({ accountId }) => accountId))
})

test('a scope that this version does not know gives no right', async () => {
  const key = await insertKey()
  await sql`update api_keys set scopes = '{executions,everything}' where id = ${key.id}`.execute(database.db)
  expect((await key.find())?.scopes).toEqual(['executions'])
})

test('an id cannot be taken twice, and a digest has the length of a SHA-256', async () => {
  const key = await insertKey()
  await expect(apiKeys.insert(database.db, key)).rejects.toMatchObject({ code: '23505' })
  await expect(insertKey({ digest: Buffer.alloc(31) })).rejects.toMatchObject({ code: '23514' })
})

test('a key needs an account, and goes with it', async () => {
  await expect(insertKey({ accountId: randomUUID() })).rejects.toMatchObject({ code: '23503' })
  const key = await insertKey()
  await database.db.deleteFrom('accounts').where('id', '=', key.accountId).execute()
  expect(await key.find()).toBeUndefined()
})

test('the last use moves forwards only, for every key named and no other', async () => {
  const [one, two, other] = await Promise.all([insertKey(), insertKey(), insertKey()])
  const early = new Date('2030-01-01T00:00:00Z')
  const late = new Date('2030-01-01T00:01:00Z')
  await apiKeys.touch(database.db, [one.id, two.id], late)
  await apiKeys.touch(database.db, [one.id], early)
  await apiKeys.touch(database.db, [], early)
  expect((await one.find())?.lastUsedAt).toEqual(late)
  expect((await two.find())?.lastUsedAt).toEqual(late)
  expect((await other.find())?.lastUsedAt).toBeUndefined()
})

test('making keys for one handle at once makes one account', async () => {
  const account = `development-${randomUUID().slice(0, 8)}`
  const tokens = await Promise.all(
    Array.from({ length: 8 }, () => createKey(database.db, { account, name: 'development key' })),
  )
  const find = apiKeys.createFinder(database.db)
  const records = await Promise.all(tokens.map((token) => find(parseApiKey(token)?.id ?? '')))
  expect(new Set(records.map((record) => record?.accountId)).size).toBe(1)
  expect(new Set(tokens).size).toBe(8)
})

test.each([
  [{ name: 'x' }, '--account'],
  [{ account: 'Upper', name: 'x' }, '--account'],
  [{ account: 'fine' }, '--name'],
  [{ account: 'fine', name: 'x'.repeat(101) }, '--name'],
])('arguments that do not fit are named: %j', async (options, named) => {
  await expect(createKey(database.db, options)).rejects.toThrow(named)
})

test('a key is nowhere in the database, in no column of no table', async () => {
  const token = await createKey(database.db, { account: 'grep', name: 'secret' })
  const secret = token.slice(19, 51)
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_catalog.pg_tables where schemaname = 'auth'`.execute(database.db)
  expect(tables.length).toBeGreaterThan(1)
  for (const { name } of tables) {
    const { rows } = await sql<{ line: string }>`select t::text as line from ${sql.table(name)} t`.execute(
      database.db,
    )
    for (const { line } of rows) {
      expect(line).not.toContain(secret)
      expect(line).not.toContain(Buffer.from(secret).toString('hex'))
    }
  }
})

test("the schema's columns are those that the migrations make", async () => {
  const tables = await database.db.introspection.getTables()
  const columns = Object.fromEntries(
    tables.map((table) => [table.name, table.columns.map((column) => column.name).sort()]),
  )
  expect(columns).toEqual({
    account_removals: [
      'account_id',
      'attempts',
      'email',
      'finished_at',
      'id',
      'next_attempt_at',
      'parts',
      'requested_at',
    ],
    accounts: [
      'created_at',
      'email',
      'handle',
      'id',
      'issuer',
      'name',
      'plan',
      'removed_at',
      'role',
      'subject',
      'suspended_at',
      'suspension_reason',
    ],
    anonymous_secrets: ['day', 'secret'],
    api_keys: [
      'account_id',
      'allowance',
      'created_at',
      'deactivated_at',
      'digest',
      'expires_at',
      'id',
      'ip_ranges',
      'kind',
      'last_used_at',
      'name',
      'origins',
      'scopes',
    ],
    revocation_outbox: ['created_at', 'event', 'id'],
    sessions: ['account_id', 'created_at', 'digest', 'expires_at', 'id', 'ip', 'user_agent'],
    used_flows: ['digest', 'expires_at'],
    counters: [
      'account_id',
      'day',
      'executions',
      'key_id',
      'outstanding',
      'refilled_at',
      'subject',
      'swept_at',
      'tokens',
    ],
    leases: [
      'check_at',
      'counter',
      'day',
      'execution_id',
      'key_counter',
      'lapses_at',
      'owner',
      'taken_at',
      'token_until',
    ],
    withdrawn: ['at', 'execution_id'],
    plans: [
      'burst',
      'concurrent_executions',
      'executions_per_day',
      'max_keys',
      'name',
      'requests_per_minute',
      'retention_days',
    ],
    requests: ['account_id', 'at', 'id', 'ip', 'key_id', 'outcome', 'procedure', 'user_agent'],
  })
})
