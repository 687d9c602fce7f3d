import { randomUUID } from 'node:crypto'
import { contract } from '@runhive/contracts/define'
import { eventKey } from '@runhive/contracts/execution-streams'
import { gateway } from '@runhive/contracts/gateway'
import { startNatsServer, type TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { parseConfig } from '../config.ts'
import type { Schema } from '../db/schema.ts'
import { openService } from '../service.ts'
import { connectGateway, newKeyOn } from '../testing/live.ts'

const acceptedOnly = contract('gateway', { accepted: gateway.procedures.accepted })

vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase<Schema>
let nats: TestNatsServer
beforeAll(async () => {
  ;[database, nats] = await Promise.all([
    createTestDatabase<Schema>({ service: 'auth', migrations }),
    startNatsServer(),
  ])
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
})

const open = () =>
  openService(
    parseConfig({
      ...{ NATS_URL: nats.url, DATABASE_URL: database.url, LOG_LEVEL: 'silent', INSTANCE_NAME: 'test' },
      AUTH_SECRET: 'a secret of the tests with 32 characters',
    }),
  )
/** As ten seconds do. */
const age = () =>
  sql`update leases set check_at = now() where check_at > now() + interval '5 seconds'`.execute(database.db)
const unconfirmed = async (accountId: string) => {
  const rows = await database.db
    .selectFrom('leases')
    .select('check_at')
    .where('owner', '=', accountId)
    .execute()
  return rows.filter(({ check_at }) => check_at !== null).length
}

test('a slot whose gateway died before acceptance is given back; one that waits for hours in the queue stays', async () => {
  await using _one = await open()
  await using _two = await open()
  await using asking = await connectGateway(nats.url)
  const { token, accountId } = await newKeyOn(database.db, { concurrentExecutions: 3, executionsPerDay: 3 })
  const [waits, ended, never] = [randomUUID(), randomUUID(), randomUUID()]
  for (const id of [waits, ended, never]) await asking.run(token, id)
  const allowance = () => asking.client.getAllowance({ accountId })

  // No gateway answers: nothing is given back, and the check is repeated.
  await age()
  await expect.poll(() => unconfirmed(accountId)).toBe(3)
  expect(await allowance()).toMatchObject({ outstanding: 3 })

  const asked: string[][] = []
  let failures = 1
  const finished = [eventKey(accountId, ended)]
  await using _gateway = await asking.mesh.serve(acceptedOnly, {
    accepted: async ({ keys }) => {
      asked.push(keys)
      failures -= 1
      if (failures >= 0) throw new Error('the log is away')
      return { accepted: keys.filter((key) => !key.endsWith(never)), finished }
    },
  })
  const until = async () => {
    await age()
    return allowance()
  }
  await expect.poll(until, { interval: 500 }).toMatchObject({ outstanding: 1, executionsToday: 2 })
  expect(await unconfirmed(accountId)).toBe(0)
  const before = asked.length
  await age()
  await asking.run(token, randomUUID())
  await age()
  await expect.poll(() => asked.length).toBeGreaterThan(before)
  // What is known to be accepted is not asked about again.
  expect(asked.slice(before).flat()).not.toContain(eventKey(accountId, waits))
})

test('an admission without an answer is withdrawn by its execution’s id, before it is counted or after', async () => {
  await using _one = await open()
  await using _two = await open()
  await using asking = await connectGateway(nats.url)
  const { token, accountId } = await newKeyOn(database.db)
  const ids = Array.from({ length: 40 }, () => randomUUID())
  const [early, late] = [ids.slice(0, 20), ids.slice(20)]
  await asking.client.withdraw({ executionIds: early })
  await Promise.all(ids.map((id) => asking.run(token, id)))
  await asking.client.withdraw({ executionIds: late })
  const allowance = () => asking.client.getAllowance({ accountId })
  await expect.poll(allowance).toMatchObject({ outstanding: 0, executionsToday: 0 })
})

test('a slot that a gateway keeps is not checked for ten seconds more', async () => {
  await using _auth = await open()
  await using asking = await connectGateway(nats.url)
  const { token, accountId } = await newKeyOn(database.db)
  const executionId = randomUUID()
  await asking.run(token, executionId)
  const due = () =>
    database.db
      .selectFrom('leases')
      .select('check_at')
      .where('owner', '=', accountId)
      .executeTakeFirstOrThrow()
  const { check_at: first } = await due()
  await asking.client.keep({ leases: [{ accountId, executionId }] })
  expect((await due()).check_at?.getTime()).toBeGreaterThan(first?.getTime() ?? Number.NaN)
})
