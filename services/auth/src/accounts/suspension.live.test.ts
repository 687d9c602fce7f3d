import { randomUUID } from 'node:crypto'
import { eventKey, executionCancellations } from '@runhive/contracts/execution-streams'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import * as accounts from '../db/accounts.ts'
import type { Schema } from '../db/schema.ts'
import { parseApiKey } from '../domain/api-key.ts'
import { readEverything } from '../testing/everything.ts'
import { newAccount, openWorld, type World } from '../testing/world.ts'

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

async function somebody() {
  const account = await newAccount(database.db)
  const { token } = await world.auth.createKey({ accountId: account.accountId, key: { name: 'a key' } })
  return { ...account, key: token }
}

const OPERATOR = randomUUID()
const suspend = (accountId: string, reason = 'mined coins') =>
  world.auth.suspendAccount({ accountId, by: OPERATOR, reason })

async function isKeySuspended(token: string) {
  const key = parseApiKey(token)
  return key && (await world.verifyKey(key))?.suspended
}

test('keys and sessions are known as suspended with the next request, and as good again with the next after it', async () => {
  const { accountId, key, token } = await somebody()
  const both = async () => [await isKeySuspended(key), (await world.verifySession(token))?.suspended]
  expect(await both()).toEqual([false, false])
  const suspended = await suspend(accountId)
  expect(suspended).toMatchObject({
    id: accountId,
    suspension: { reason: 'mined coins', at: expect.any(String) },
  })
  expect(await both()).toEqual([true, true])
  expect(await world.auth.getAccount({ accountId })).toEqual(suspended)
  expect(await world.auth.resumeAccount({ accountId, by: OPERATOR })).toMatchObject({ suspension: null })
  expect(await both()).toEqual([false, false])
})

test('gateways are told to end the streams of the account', async () => {
  const { accountId } = await somebody()
  await suspend(accountId)
  await expect.poll(() => world.published).toContainEqual({ kind: 'account', accountId })
})

test('somebody who is suspended signs in to the same account, still suspended', async () => {
  const { accountId, issuer, subject, email, name } = await somebody()
  await suspend(accountId)
  expect(await accounts.ensureByPerson(database.db, { issuer, subject, email, name })).toBe(accountId)
  expect(await world.auth.getAccount({ accountId })).toMatchObject({ suspension: { reason: 'mined coins' } })
})

test('an operator cannot suspend their own account, and nobody suspends what is not there', async () => {
  const { accountId } = await somebody()
  await expect(
    world.auth.suspendAccount({ accountId, by: accountId, reason: 'a try' }),
  ).rejects.toMatchObject({ code: 'OWN_ACCOUNT' })
  expect(await world.auth.getAccount({ accountId })).toMatchObject({ suspension: null })
  for (const nobody of [randomUUID(), 'anon-1', '']) {
    await expect(suspend(nobody)).rejects.toMatchObject({ code: 'NO_SUCH_ACCOUNT' })
    await expect(world.auth.resumeAccount({ accountId: nobody, by: OPERATOR })).rejects.toMatchObject({
      code: 'NO_SUCH_ACCOUNT',
    })
  }
})

test.each(['', '   ', 'x'.repeat(301), 'a\nb'])('a suspension has a short reason, not %j', async (reason) => {
  const { accountId } = await somebody()
  await expect(suspend(accountId, reason)).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

test('a suspended person may remove the account, and what the operator wrote about them goes at once', async () => {
  const { accountId } = await somebody()
  const reason = `seen by ${randomUUID()}`
  await suspend(accountId, reason)
  expect(await readEverything(database.db)).toContain(reason)
  await world.auth.removeAccount({ accountId })
  expect(await readEverything(database.db)).not.toContain(reason)
})

test('operators list those that are suspended, or that are not, page by page', async () => {
  const people = [await somebody(), await somebody(), await somebody()]
  const [one, two, three] = people.map(({ accountId }) => accountId)
  await suspend(one ?? '')
  await suspend(three ?? '')
  const search = (state?: 'active' | 'suspended') => async () => {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await world.auth.listAccounts({
        limit: 1,
        ...(state && { state }),
        ...(cursor && { cursor }),
      })
      found.push(...page.accounts.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return found.filter((id) => people.some(({ accountId }) => accountId === id))
  }
  expect(await search('suspended')()).toEqual([three, one])
  expect(await search('active')()).toEqual([two])
  expect(await search()()).toEqual([three, two, one])
})

test('what a suspended account has queued or running is cancelled, and nothing of others', async () => {
  const [bad, good] = [await somebody(), await somebody()]
  const cancelled: string[] = []
  await using _ = await world.mesh.log(executionCancellations).tail(({ key, event }) => {
    if (event.kind === 'cancel') cancelled.push(key)
  })
  const [before, others, lapsed, late] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await takeSlot(bad.accountId, before)
  await takeSlot(bad.accountId, lapsed, -1)
  await takeSlot(good.accountId, others)
  await suspend(bad.accountId)
  await expect.poll(() => cancelled).toEqual([eventKey(bad.accountId, before)])
  // Admitted in the moment of the suspension: its slot is there a moment later.
  await takeSlot(bad.accountId, late)
  await expect.poll(() => cancelled).toContain(eventKey(bad.accountId, late))
  expect(cancelled).toHaveLength(2)
})

async function takeSlot(accountId: string, executionId: string, minutes = 10): Promise<void> {
  const counter = `account:${accountId}`
  const day = new Date()
  await database.db
    .insertInto('counters')
    .values({
      ...{ subject: counter, account_id: accountId, key_id: null, tokens: 1, refilled_at: day },
      ...{ executions: 0, day, outstanding: 0, swept_at: day },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await database.db
    .insertInto('leases')
    .values({
      ...{ owner: accountId, execution_id: executionId, counter, key_counter: null, day },
      lapses_at: new Date(Date.now() + minutes * 60_000),
    })
    .execute()
}
