import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { createKey } from '../create-key/create-key.ts'
import * as accounts from '../db/accounts.ts'
import type { Schema } from '../db/schema.ts'
import { parseApiKey } from '../domain/api-key.ts'
import { openSession } from '../sessions/sessions.ts'
import { readEverything } from '../testing/everything.ts'
import { receiptOf, serveContact, serveHistory } from '../testing/removal.ts'
import { newAccount, openWorld, type World } from '../testing/world.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())
/** What one test leaves unfinished is not for the next one to finish. */
afterEach(async () => {
  await database.db.deleteFrom('account_removals').execute()
  await database.db.deleteFrom('accounts').execute()
})

const untilDone = (world: World, id: string) =>
  expect.poll(async () => (await receiptOf(world, id)).status).toBe('done')

/** Somebody with a name, sessions and keys. */
async function somebody(world: World) {
  const account = await newAccount(database.db)
  const { accountId } = account
  await world.auth.updateAccount({ accountId, name: `Ada of ${accountId}` })
  const { token: key } = await world.auth.createKey({ accountId, key: { name: `key of ${account.subject}` } })
  return { ...account, key }
}
type Somebody = Awaited<ReturnType<typeof somebody>>

const namesOf = (one: Somebody) => [
  one.accountId,
  one.subject,
  one.email,
  one.name,
  `Ada of ${one.accountId}`,
]

async function expectNoTrace(one: Somebody) {
  const everything = await readEverything(database.db)
  for (const name of namesOf(one)) expect(everything).not.toContain(name)
}

test('removing an account reaches everybody who keeps something of it, and the receipt says what and when', async () => {
  const forgotten = { history: [] as string[], contact: [] as string[], executions: [] as string[] }
  await using world = await openWorld(database.db, {
    forgetExecutions: async (accountId) => void forgotten.executions.push(accountId),
  })
  await serveHistory(world.mesh, forgotten.history)
  await serveContact(world.mesh, forgotten.contact)
  const [one, other] = [await somebody(world), await somebody(world)]

  const { id, status } = await world.auth.removeAccount({ accountId: one.accountId })
  expect(status).toBe('pending')
  await untilDone(world, id)
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
  expect(await receiptOf(world, id)).toEqual({
    id,
    status: 'done',
    requestedAt: at,
    finishedAt: at,
    parts: [
      { service: 'auth', deleted: { sessions: 1, keys: 1, accounts: 1, requests: 0 }, finishedAt: at },
      { service: 'executions', deleted: {}, finishedAt: at },
      { service: 'history', deleted: { executions: 3 }, finishedAt: at },
      { service: 'contact', deleted: { messages: 2 }, finishedAt: at },
    ],
  })
  expect(forgotten).toEqual({
    history: [one.accountId],
    contact: [one.email],
    executions: [one.accountId],
  })
  await expectNoTrace(one)
  expect(await world.auth.getAccount({ accountId: other.accountId })).toMatchObject({ email: other.email })
  expect(await world.verifySession(other.token)).toBeDefined()
})

test('credentials are dead when the answer comes, and the gateways are told, whoever else is away', async () => {
  await using world = await openWorld(database.db)
  const one = await somebody(world)
  const key = parseApiKey(one.key)
  if (!key) throw new Error('not the text of a key')
  expect(await world.verifyKey(key)).toBeDefined()
  const { accountId } = one

  await world.auth.removeAccount({ accountId })
  expect(await world.verifyKey(key)).toBeUndefined()
  expect(await world.verifySession(one.token)).toBeUndefined()
  await expect(world.auth.getAccount({ accountId })).rejects.toMatchObject({ code: 'NO_SUCH_ACCOUNT' })
  await expect(world.auth.createKey({ accountId, key: { name: 'x' } })).rejects.toMatchObject({
    code: 'NO_SUCH_ACCOUNT',
  })
  await expect.poll(() => world.published).toContainEqual({ kind: 'account', accountId })
})

test('a credential that is made while its account is removed proves nothing', async () => {
  await using world = await openWorld(database.db)
  const one = await somebody(world)
  await world.auth.removeAccount({ accountId: one.accountId })
  const late = await newAccount(database.db)
  await database.db
    .updateTable('sessions')
    .set({ account_id: one.accountId })
    .where('account_id', '=', late.accountId)
    .execute()
  expect(await world.verifySession(late.token)).toBeUndefined()
})

test('asked again while it is pending, and at once, it is one removal with one receipt', async () => {
  await using world = await openWorld(database.db)
  const { accountId } = await somebody(world)
  const receipts = await Promise.all(Array.from({ length: 8 }, () => world.auth.removeAccount({ accountId })))
  expect(new Set(receipts.map(({ id }) => id)).size).toBe(1)
  expect((await world.auth.removeAccount({ accountId })).id).toBe(receipts[0]?.id)
})

test('with history stopped a removal does what it can, and finishes when history returns', async () => {
  const forgotten = { history: [] as string[], contact: [] as string[] }
  await using world = await openWorld(database.db)
  await serveContact(world.mesh, forgotten.contact)
  const one = await somebody(world)
  const { id } = await world.auth.removeAccount({ accountId: one.accountId })
  const finished = async () => (await receiptOf(world, id)).parts.filter(({ finishedAt }) => finishedAt)
  await expect.poll(async () => (await finished()).length).toBe(2)
  expect((await finished()).map(({ service }) => service)).toEqual(['executions', 'contact'])
  expect(await receiptOf(world, id)).toMatchObject({ status: 'pending', finishedAt: null })

  await serveHistory(world.mesh, forgotten.history)
  await untilDone(world, id)
  expect(forgotten).toEqual({ history: [one.accountId], contact: [one.email] })
  await expectNoTrace(one)
})

test('a removal that one process began is finished by another one, without doing the finished parts again', async () => {
  const forgotten = { history: [] as string[], contact: [] as string[] }
  let one: Somebody
  let id: string
  {
    await using first = await openWorld(database.db)
    await serveContact(first.mesh, forgotten.contact)
    one = await somebody(first)
    id = (await first.auth.removeAccount({ accountId: one.accountId })).id
    const contactDone = async () => (await receiptOf(first, id)).parts.at(-1)?.finishedAt
    await expect.poll(contactDone).toEqual(expect.any(String))
  }
  await using second = await openWorld(database.db)
  await serveHistory(second.mesh, forgotten.history)
  await untilDone(second, id)
  expect(forgotten).toEqual({ history: [one.accountId], contact: [one.email] })
  await expectNoTrace(one)
})

test('executions that still run are waited for before what they leave is removed', async () => {
  const order: string[] = []
  let running = true
  await using world = await openWorld(database.db, {
    hasLiveSlots: async () => {
      order.push(running ? 'running' : 'ended')
      return running
    },
    forgetExecutions: async () => void order.push('events'),
  })
  const forgotten: string[] = []
  await serveHistory(world.mesh, forgotten)
  await serveContact(world.mesh, [])
  const one = await somebody(world)
  const { id } = await world.auth.removeAccount({ accountId: one.accountId })
  await expect.poll(() => order.length).toBeGreaterThan(1)
  expect(new Set(order)).toEqual(new Set(['running']))
  expect(forgotten).toEqual([])
  running = false
  await untilDone(world, id)
  expect(order.slice(-2)).toEqual(['ended', 'events'])
  expect(forgotten).toEqual([one.accountId])
})

test('what was on its way when the credentials ended has time to arrive before the last sweep', async () => {
  const forgotten: string[] = []
  await using hasty = await openWorld(database.db, { settleMs: 60_000 })
  await serveHistory(hasty.mesh, forgotten)
  await serveContact(hasty.mesh, [])
  const one = await somebody(hasty)
  const { id } = await hasty.auth.removeAccount({ accountId: one.accountId })
  const contactDone = async () => (await receiptOf(hasty, id)).parts.at(-1)?.finishedAt
  await expect.poll(contactDone).toEqual(expect.any(String))
  expect(forgotten).toEqual([])
  const longAgo = new Date(Date.now() - 61_000)
  await database.db
    .updateTable('account_removals')
    .set({ requested_at: longAgo })
    .where('id', '=', id)
    .execute()
  await untilDone(hasty, id)
  expect(forgotten).toEqual([one.accountId])
})

test('who signs in again while their old account is being removed gets a new one, which stays', async () => {
  await using world = await openWorld(database.db)
  await serveContact(world.mesh, [])
  const old = await somebody(world)
  const { id } = await world.auth.removeAccount({ accountId: old.accountId })
  const { issuer, subject, email, name } = old
  const fresh = await accounts.ensureByPerson(database.db, { issuer, subject, email, name })
  await serveHistory(world.mesh, [])
  await untilDone(world, id)
  expect(await world.auth.getAccount({ accountId: fresh })).toMatchObject({ email })
})

test('people who sign in, make keys and sign out while their account is removed get answers, never a deadlock', async () => {
  await using world = await openWorld(database.db)
  await serveHistory(world.mesh, [])
  await serveContact(world.mesh, [])
  for (let round = 0; round < 5; round += 1) {
    const { accountId, issuer, subject, email, name, token } = await somebody(world)
    for (let more = 0; more < 20; more += 1) await openSession(database.db, accountId, {})
    const key = { name: 'a key' }
    const results = await Promise.allSettled([
      world.auth.signOut({ token, everywhere: true }),
      world.auth.removeAccount({ accountId }),
      accounts.ensureByPerson(database.db, { issuer, subject, email, name }),
      world.auth.createKey({ accountId, key }),
      world.auth.signOut({ token, everywhere: true }),
      world.auth.removeAccount({ accountId }),
    ])
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'NO_SUCH_ACCOUNT' })
    }
  }
})

test('an account that is not there, is gone, or is no id at all cannot be removed', async () => {
  await using world = await openWorld(database.db)
  await serveHistory(world.mesh, [])
  await serveContact(world.mesh, [])
  const { accountId } = await somebody(world)
  await untilDone(world, (await world.auth.removeAccount({ accountId })).id)
  for (const id of [accountId, '00000000-0000-0000-0000-000000000000', 'nobody', '']) {
    await expect(world.auth.removeAccount({ accountId: id })).rejects.toMatchObject({
      code: 'NO_SUCH_ACCOUNT',
    })
  }
})

test('an account that no sign-in made has no address to ask contact for, and is removed all the same', async () => {
  const forgotten: string[] = []
  await using world = await openWorld(database.db)
  await serveHistory(world.mesh, [])
  await serveContact(world.mesh, forgotten)
  const token = await createKey(database.db, { account: 'program', name: 'a key' })
  const key = parseApiKey(token)
  const { accountId = '' } = (key && (await world.verifyKey(key))) ?? {}
  await untilDone(world, (await world.auth.removeAccount({ accountId })).id)
  expect(forgotten).toEqual([])
  expect(await readEverything(database.db)).not.toContain('program')
  expect(await accounts.ensureByHandle(database.db, 'program')).not.toBe(accountId)
})

test('a receipt that nobody was given does not exist', async () => {
  await using world = await openWorld(database.db)
  await expect(receiptOf(world, crypto.randomUUID())).rejects.toMatchObject({ code: 'NO_SUCH_RECEIPT' })
})
