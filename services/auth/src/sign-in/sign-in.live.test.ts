import { randomBytes, randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import type { Schema } from '../db/schema.ts'
import { digestOf } from '../domain/session-token.ts'
import { signInAt } from '../testing/browser.ts'
import { CALLBACK_URL, CLIENT, startIssuer, type TestIssuer } from '../testing/issuer.ts'
import { openWorld, SECRET, signIn, type World } from '../testing/world.ts'
import { closeFlow, FLOW_PURPOSE, type Flow, openFlow } from './flow.ts'
import { createSeal } from './seal.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
let issuer: TestIssuer
let clock: Date | undefined
let world: World
beforeAll(async () => {
  ;[database, issuer] = await Promise.all([
    createTestDatabase<Schema>({ service: 'auth', migrations }),
    startIssuer(),
  ])
  world = await openWorld(database.db, {
    config: { secret: SECRET, oidc: { issuer: issuer.issuer, ...CLIENT } },
    now: () => clock ?? new Date(),
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const someone = () => `someone-${randomUUID()}`
const begin = () => world.auth.beginSignIn({ callbackUrl: CALLBACK_URL })

/** Rows that a sign-in writes. */
async function counts() {
  const { rows } = await sql<{ accounts: string; sessions: string }>`
    select (select count(*) from accounts) as accounts, (select count(*) from sessions) as sessions`.execute(
    database.db,
  )
  return rows[0]
}

async function refusedFor(answer: { url: string; flow: string }) {
  const before = await counts()
  const refused = await world.auth.completeSignIn(answer).catch((error: unknown) => error)
  expect(await counts()).toEqual(before)
  return refused
}
const failed = (reason: string) => ({ code: 'SIGN_IN_FAILED', data: { reason } })

/** The same flow with something else in it: what only the service itself could seal. */
function reseal(flow: string, change: Partial<Flow>): string {
  const seal = createSeal(SECRET, FLOW_PURPOSE)
  const opened = openFlow(seal, flow)
  if (!opened) throw new Error('this test does not know how flows are sealed')
  return closeFlow(seal, { ...opened, ...change })
}

test('who signs in has a session and an account with their verified e-mail address and name', async () => {
  const subject = someone()
  const { token, expiresAt, returnTo } = await signIn(world, subject, '/keys?new=1')
  expect(returnTo).toBe('/keys?new=1')
  const session = await world.verifySession(token)
  expect(session).toMatchObject({ role: 'user', extended: false })
  expect(session?.expiresAt.toISOString()).toBe(expiresAt)
  expect(await world.auth.getAccount({ accountId: session?.accountId ?? '' })).toMatchObject({
    email: `${subject}@example.test`,
    name: `Name of ${subject}`,
    role: 'user',
  })
})

test('of what the issuer tells, nothing but e-mail, name, issuer and subject is kept', async () => {
  const subject = someone()
  const { token } = await signIn(world, subject)
  const { accountId = '' } = (await world.verifySession(token)) ?? {}
  const row = await database.db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  const { id: _id, created_at: _at, ...rest } = row
  expect(rest).toEqual({
    handle: null,
    role: 'user',
    plan: 'free',
    issuer: issuer.issuer.origin,
    subject,
    email: `${subject}@example.test`,
    name: `Name of ${subject}`,
    removed_at: null,
    suspended_at: null,
    suspension_reason: null,
  })
})

test('sixteen sign-ins of one person at once make one account', async () => {
  const subject = someone()
  const before = await counts()
  const signedIn = await Promise.all(Array.from({ length: 16 }, () => signIn(world, subject)))
  const sessions = await Promise.all(signedIn.map(({ token }) => world.verifySession(token)))
  expect(new Set(sessions.map((session) => session?.accountId)).size).toBe(1)
  expect(new Set(sessions.map((session) => session?.sessionId)).size).toBe(16)
  expect(Number((await counts())?.accounts)).toBe(Number(before?.accounts) + 1)
})

test('a person stays who they are when their e-mail address changes, and keeps the name they chose', async () => {
  const subject = someone()
  const first = await world.verifySession((await signIn(world, subject)).token)
  const accountId = first?.accountId ?? ''
  await world.auth.updateAccount({ accountId, name: 'Chosen' })
  issuer.people.set(subject, { email: 'new@example.test', email_verified: true, name: 'From the issuer' })
  const second = await world.verifySession((await signIn(world, subject)).token)
  expect(second?.accountId).toBe(accountId)
  expect(await world.auth.getAccount({ accountId })).toMatchObject({
    email: 'new@example.test',
    name: 'Chosen',
  })
})

test('another person with the same e-mail address has an account of their own', async () => {
  const [one, two] = [someone(), someone()]
  for (const subject of [one, two]) {
    issuer.people.set(subject, { email: 'shared@example.test', email_verified: true })
  }
  const first = await world.verifySession((await signIn(world, one)).token)
  const second = await world.verifySession((await signIn(world, two)).token)
  expect(second?.accountId).not.toBe(first?.accountId)
})

test('the hundred newest sessions of an account live; one more ends the oldest, and the gateways are told', async () => {
  const subject = someone()
  const { token } = await signIn(world, subject)
  const oldest = await world.verifySession(token)
  const accountId = oldest?.accountId ?? ''
  const createdAt = new Date(Date.now() + 1_000)
  await database.db
    .insertInto('sessions')
    .values(
      Array.from({ length: 98 }, () => ({
        digest: randomBytes(32),
        account_id: accountId,
        created_at: createdAt,
        expires_at: new Date(Date.now() + 60_000),
      })),
    )
    .execute()
  const { token: hundredth } = await signIn(world, subject)
  expect(await world.verifySession(token)).toBeDefined()
  await database.db
    .updateTable('sessions')
    .set({ created_at: createdAt })
    .where('digest', '=', digestOf(hundredth))
    .execute()
  const { token: newest } = await signIn(world, subject)
  expect(await world.verifySession(token)).toBeUndefined()
  for (const living of [hundredth, newest]) expect(await world.verifySession(living)).toBeDefined()
  await expect
    .poll(() => world.published)
    .toContainEqual({ kind: 'credential', credential: { kind: 'session', id: oldest?.sessionId } })
})

test('a callback that is replayed is refused, and the session it made goes on', async () => {
  const { token, url, flow } = await signIn(world, someone())
  expect(await refusedFor({ url, flow })).toMatchObject(failed('expired'))
  expect(await world.verifySession(token)).toBeDefined()
})

test('of sixteen callbacks of one flow at once, one makes a session', async () => {
  const { url: at, flow } = await begin()
  const url = await signInAt(at, someone())
  const before = await counts()
  const results = await Promise.allSettled(
    Array.from({ length: 16 }, () => world.auth.completeSignIn({ url, flow })),
  )
  const refusals = results.filter((result) => result.status === 'rejected')
  expect(refusals).toHaveLength(15)
  for (const { reason } of refusals) expect(reason).toMatchObject(failed('expired'))
  expect(Number((await counts())?.sessions)).toBe(Number(before?.sessions) + 1)
})

test('a flow too old is refused', async () => {
  const { url: at, flow, flowMs } = await begin()
  const url = await signInAt(at, someone())
  clock = new Date(Date.now() + flowMs)
  try {
    expect(await refusedFor({ url, flow })).toMatchObject(failed('expired'))
  } finally {
    clock = undefined
  }
})

test('an answer with another state is refused, and does not use the flow up', async () => {
  const { url: at, flow } = await begin()
  const url = await signInAt(at, someone())
  const { flow: another } = await begin()
  const wrong = new URL(url)
  wrong.searchParams.set('state', 'x'.repeat(43))
  const twice = new URL(url)
  twice.searchParams.append('state', 'x'.repeat(43))
  const without = new URL(url)
  without.searchParams.delete('state')
  for (const href of [wrong.href, twice.href, without.href]) {
    expect(await refusedFor({ url: href, flow })).toMatchObject(failed('mismatch'))
  }
  expect(await refusedFor({ url, flow: another })).toMatchObject(failed('mismatch'))
  expect(await world.auth.completeSignIn({ url, flow })).toHaveProperty('token')
})

test('an answer that came to another address is refused', async () => {
  const { url: at, flow } = await begin()
  const url = await signInAt(at, someone())
  for (const elsewhere of ['http://127.0.0.1:4001/auth/callback', 'http://127.0.0.1:4000/auth/other']) {
    expect(await refusedFor({ url: url.replace(CALLBACK_URL, elsewhere), flow })).toMatchObject(
      failed('mismatch'),
    )
  }
})

test('a code with another verifier is refused by the issuer', async () => {
  const { url: at, flow } = await begin()
  const url = await signInAt(at, someone())
  const stolen = reseal(flow, { verifier: 'v'.repeat(43) })
  expect(await refusedFor({ url, flow: stolen })).toMatchObject(failed('mismatch'))
})

test('an id_token with another nonce is refused', async () => {
  const { url: at, flow } = await begin()
  const url = await signInAt(at, someone())
  expect(await refusedFor({ url, flow: reseal(flow, { nonce: 'n'.repeat(43) }) })).toMatchObject(
    failed('invalid_token'),
  )
})

test('a flow that somebody changed, made up, or sealed with another secret is refused', async () => {
  const { url: at, flow } = await begin()
  const url = await signInAt(at, someone())
  const seal = createSeal(SECRET, FLOW_PURPOSE)
  const content = openFlow(seal, flow)
  if (!content) throw new Error('this test does not know how flows are sealed')
  const foreign = closeFlow(createSeal(SECRET.toUpperCase(), FLOW_PURPOSE), content)
  const changed = flow.slice(0, 60) + (flow[60] === 'A' ? 'B' : 'A') + flow.slice(61)
  for (const bad of ['', 'x', changed, foreign, flow.slice(1), JSON.stringify(content)]) {
    expect(await refusedFor({ url, flow: bad })).toMatchObject(failed('mismatch'))
  }
})

test('who says no at the issuer has no account', async () => {
  const { url: at, flow } = await begin()
  expect(await refusedFor({ url: await signInAt(at, 'nobody'), flow })).toMatchObject(failed('denied'))
})

test('an e-mail address that the issuer does not vouch for makes no account', async () => {
  const subject = someone()
  issuer.people.set(subject, { email: 'victim@example.test', email_verified: false })
  const { url: at, flow } = await begin()
  expect(await refusedFor({ url: await signInAt(at, subject), flow })).toMatchObject(
    failed('email_unverified'),
  )
})
