import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from './open.ts'
import { provision } from './provision.ts'
import type { PostgresServer } from './server.ts'
import { startTestPostgres } from './testing.ts'

let server: PostgresServer
let authUrl: string
let historyUrl: string
beforeAll(async () => {
  server = await startTestPostgres()
  authUrl = await provision(server.url, 'auth')
  historyUrl = await provision(server.url, 'history')
  await using auth = openDatabase<unknown>(authUrl)
  await sql`create table secrets (id integer primary key)`.execute(auth)
  await sql`create function secret() returns integer language sql as 'select 1'`.execute(auth)
})
afterAll(() => server[Symbol.asyncDispose]())

async function query(url: string, text: string) {
  await using db = openDatabase<unknown>(url)
  return (await sql.raw(text).execute(db)).rows
}

test('a role works in its own schema without naming it', async () => {
  expect(await query(authUrl, 'select current_schema() as schema, current_user as role')).toEqual([
    { schema: 'auth', role: 'auth' },
  ])
  expect(await query(authUrl, 'select * from auth.secrets')).toEqual([])
})

test.each([
  'select * from auth.secrets',
  'insert into auth.secrets values (1)',
  'drop table auth.secrets',
  'select auth.secret()',
  'create table auth.mine (id integer)',
  'grant usage on schema auth to history',
  'set role auth',
])("history's role is refused: %s", async (text) => {
  await expect(query(historyUrl, text)).rejects.toMatchObject({ code: '42501' }) // insufficient_privilege
})

test.each([
  'create table public.mine (id integer)',
  'create schema mine',
  'create role mine',
  'create database mine',
  'create temporary table mine (id integer)',
  "copy (select 1) to '/tmp/runhive-mine'",
  "select pg_read_file('/etc/passwd')",
])('no role of a service may: %s', async (text) => {
  await expect(query(historyUrl, text)).rejects.toMatchObject({ code: '42501' })
})

test('a role gets into no other database', async () => {
  const url = new URL(historyUrl)
  url.pathname = '/postgres'
  await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '42501' })
})

test('nobody gets in without the password', async () => {
  const url = new URL(server.url)
  url.password = 'guess'
  await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('provisioning again keeps the data and replaces the password', async () => {
  const url = await provision(server.url, 'contact', 'one')
  await query(url, 'create table kept as select 7 as number')
  const again = await provision(server.url, 'contact', "it's % two/@?#")
  expect(await query(again, 'select number from kept')).toEqual([{ number: 7 }])
  await expect(query(url, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('provisioning at once is as good as one after the other', async () => {
  const urls = await Promise.all([1, 2, 3, 4].map(() => provision(server.url, 'parallel', 'pw')))
  expect(new Set(urls).size).toBe(1)
  expect(await query(urls[0] ?? '', 'select current_schema() as schema')).toEqual([{ schema: 'parallel' }])
})

test.each(['', 'Auth', 'auth"', 'a b', 'pg-x', '1auth', 'a'.repeat(32)])(
  'the name %j is refused before anything is asked of the database',
  async (name) => {
    await expect(provision('postgres://nowhere.invalid/x', name)).rejects.toThrow(/not the name of a service/)
  },
)

test('the admin stays out of roles that it made', async () => {
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  try {
    const { rows } = await admin.query(`
      select member::regrole::text as member, roleid::regrole::text as role
      from pg_auth_members where roleid in (select oid from pg_roles where rolname in ('auth', 'history'))`)
    expect(rows).toEqual([])
  } finally {
    await admin.end()
  }
})
