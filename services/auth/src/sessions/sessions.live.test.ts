import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import type { Schema } from '../db/schema.ts'
import { digestOf } from '../domain/session-token.ts'
import { newAccount, openWorld, type World } from '../testing/world.ts'
import { openSession, SESSION_DAYS } from './sessions.ts'

vi.setConfig({ testTimeout: 60_000 })

const DAY_MS = 86_400_000

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

const rowOf = (token: string) =>
  database.db.selectFrom('sessions').selectAll().where('digest', '=', digestOf(token)).executeTakeFirst()

/** As if it had been opened earlier. */
async function leaveMs(token: string, leftMs: number): Promise<Date> {
  const expiresAt = new Date(Date.now() + leftMs)
  await database.db
    .updateTable('sessions')
    .set({ expires_at: expiresAt })
    .where('digest', '=', digestOf(token))
    .execute()
  return expiresAt
}

const untilPublished = (id: string | undefined) =>
  expect
    .poll(() => world.published)
    .toContainEqual({ kind: 'credential', credential: { kind: 'session', id } })

test('a session is known by its token alone: neither its digest nor its id is one', async () => {
  const { token, accountId } = await newAccount(database.db)
  const session = await world.verifySession(token)
  expect(session).toMatchObject({ accountId, extended: false })
  const digest = digestOf(token)
  for (const other of [
    session?.sessionId ?? '',
    digest.toString('hex'),
    digest.toString('base64url'),
    digest.toString('latin1'),
    token.toUpperCase(),
    token.slice(1),
    '',
    '\0',
    "' or true --",
  ]) {
    expect(await world.verifySession(other)).toBeUndefined()
  }
})

test('a session used in the first half of its life stays as it is, and in the second half begins anew', async () => {
  const { token } = await newAccount(database.db)
  const early = await leaveMs(token, (SESSION_DAYS / 2) * DAY_MS + 60_000)
  expect(await world.verifySession(token)).toMatchObject({ extended: false, expiresAt: early })

  await leaveMs(token, (SESSION_DAYS / 2) * DAY_MS - 60_000)
  const session = await world.verifySession(token)
  expect(session?.extended).toBe(true)
  const lifeMs = (session?.expiresAt.getTime() ?? 0) - Date.now()
  expect(lifeMs).toBeGreaterThan(SESSION_DAYS * DAY_MS - 60_000)
  expect(lifeMs).toBeLessThanOrEqual(SESSION_DAYS * DAY_MS)
  expect((await rowOf(token))?.expires_at).toEqual(session?.expiresAt)
  expect(await world.verifySession(token)).toMatchObject({ extended: false })
})

test('a session that has expired is refused and gone', async () => {
  const { token } = await newAccount(database.db)
  await leaveMs(token, 0)
  expect(await world.verifySession(token)).toBeUndefined()
  expect(await rowOf(token)).toBeUndefined()
})

test('an operator is known as one at the next use of the session', async () => {
  const { token, accountId } = await newAccount(database.db)
  await database.db.updateTable('accounts').set({ role: 'operator' }).where('id', '=', accountId).execute()
  expect(await world.verifySession(token)).toMatchObject({ role: 'operator' })
})

test('an account sees its sessions, which of them asks, and nothing that proves one', async () => {
  const { token, accountId } = await newAccount(database.db)
  const { token: other } = await openSession(database.db, accountId, { userAgent: 'NUL \0 in it' })
  const { sessionId = '' } = (await world.verifySession(token)) ?? {}
  const { sessions } = await world.auth.listSessions({ accountId, current: sessionId })
  expect(sessions).toHaveLength(2)
  expect(sessions.find(({ current }) => current)).toMatchObject({
    id: sessionId,
    ip: '192.0.2.7',
    userAgent: 'a browser',
  })
  expect(sessions.find(({ current }) => !current)).toMatchObject({
    ip: null,
    userAgent: 'NUL \u{fffd} in it',
  })
  expect(JSON.stringify(sessions)).not.toContain(token)
  expect(JSON.stringify(sessions)).not.toContain(other)
})

test('signing out ends this session, here and on the gateways, and no other one', async () => {
  const { token, accountId } = await newAccount(database.db)
  const { token: other } = await openSession(database.db, accountId, {})
  const session = await world.verifySession(token)
  expect(await world.auth.signOut({ token })).toEqual({ ended: 1 })
  expect(await world.verifySession(token)).toBeUndefined()
  expect(await world.verifySession(other)).toBeDefined()
  await untilPublished(session?.sessionId)
  expect(await world.auth.signOut({ token })).toEqual({ ended: 0 })
})

test('signing out everywhere ends every session of the account and of no other', async () => {
  const [mine, theirs] = [await newAccount(database.db), await newAccount(database.db)]
  const { token: phone } = await openSession(database.db, mine.accountId, {})
  const sessions = await Promise.all([mine.token, phone].map(world.verifySession))
  expect(await world.auth.signOut({ token: phone, everywhere: true })).toEqual({ ended: 2 })
  for (const token of [mine.token, phone]) expect(await world.verifySession(token)).toBeUndefined()
  expect(await world.verifySession(theirs.token)).toBeDefined()
  for (const session of sessions) await untilPublished(session?.sessionId)
})

test('a token that has expired signs nobody out', async () => {
  const { token, accountId } = await newAccount(database.db)
  const { token: other } = await openSession(database.db, accountId, {})
  await leaveMs(token, -1)
  expect(await world.auth.signOut({ token, everywhere: true })).toEqual({ ended: 0 })
  expect(await world.verifySession(other)).toBeDefined()
})

test("one of one's own sessions can be ended by its id; somebody else's is one that never was", async () => {
  const [mine, theirs] = [await newAccount(database.db), await newAccount(database.db)]
  const own = (await world.verifySession(mine.token))?.sessionId ?? ''
  const foreign = (await world.verifySession(theirs.token))?.sessionId ?? ''
  for (const id of [foreign, randomUUID(), 'x', '', '\0']) {
    await expect(world.auth.endSession({ accountId: mine.accountId, id })).rejects.toMatchObject({
      code: 'NO_SUCH_SESSION',
      data: {},
    })
  }
  expect(await world.verifySession(theirs.token)).toBeDefined()
  expect(await world.auth.endSession({ accountId: mine.accountId, id: own })).toEqual({})
  expect(await world.verifySession(mine.token)).toBeUndefined()
  await untilPublished(own)
})

test('what has expired is deleted when a process opens', async () => {
  const { token } = await newAccount(database.db)
  const { token: living } = await newAccount(database.db)
  await leaveMs(token, -1)
  const past = { digest: digestOf(randomUUID()), expires_at: new Date(Date.now() - 1) }
  await database.db.insertInto('used_flows').values(past).execute()
  await using _another = await openWorld(database.db)
  await expect.poll(() => rowOf(token)).toBeUndefined()
  const flows = () => database.db.selectFrom('used_flows').select('digest').execute()
  await expect.poll(flows).toEqual([])
  expect(await rowOf(living)).toBeDefined()
})
