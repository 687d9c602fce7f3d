import { openDatabase } from '@runhive/postgres/open'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import * as fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { checkAll, createSlotCheck } from '../limits/check-slots.ts'
import { newAccount, newKey, run } from '../testing/limits.ts'
import { FATES, MOMENTS, play, type SlotStore } from '../testing/slot-orders.ts'
import { createTakeAll, releaseSlots } from './limits.ts'
import type { Schema } from './schema.ts'
import { claimDue, confirm, endClaimed, endWithdrawn, nextDueMs, postpone, withdraw } from './slot-checks.ts'

const scripts = fc.array(
  fc.record({
    spare: fc.boolean(),
    fate: fc.constantFrom(...FATES),
    givesUp: fc.constantFrom(...MOMENTS),
    times: fc.integer({ min: 1, max: 3 }),
    checks: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
)

vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase<Schema>
let db: Kysely<Schema>
/** As two processes have: pools of their own on one database. */
let processes: [Kysely<Schema>, Kysely<Schema>]
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
  db = database.db
  processes = [db, openDatabase<Schema>(database.url)]
})
afterAll(async () => {
  await processes[1].destroy()
  await database[Symbol.asyncDispose]()
})

const claim = (of: Kysely<Schema> = db) => claimDue(of, { limit: 100, forMs: 5_000 })
const makeDue = (ids: readonly string[], ageMinutes = 0) =>
  sql`
  update leases set check_at = now(), taken_at = now() - make_interval(mins => ${ageMinutes})
  where execution_id = any(${ids}::uuid[]) and check_at is not null`.execute(db)
const counters = (subject: string) =>
  db.selectFrom('counters').selectAll().where('subject', '=', subject).executeTakeFirstOrThrow()
const source = (of: Kysely<Schema>) =>
  createSlotCheck({
    claimDue: () => claim(of),
    confirm: (slots) => confirm(of, slots),
    endClaimed: (claimed, options) => endClaimed(of, claimed, options),
    endWithdrawn: () => endWithdrawn(of),
  })

async function newStore(): Promise<SlotStore & { subjects: readonly string[] }> {
  const account = await newAccount(db)
  const key = await newKey(db, account)
  const { accountId: owner } = account
  let turn = 0
  const next = () => processes[turn++ % 2 === 0 ? 0 : 1]
  const ref = (executionId: string) => ({ owner, executionId })
  return {
    owner,
    subjects: [account.id, key.id],
    admit: (id, { spare }) =>
      createTakeAll(next())([{ ...run([account, key], { id }), keeps: spare ? 20 : undefined }]),
    release: (id, options) => releaseSlots(next(), [ref(id)], options),
    withdraw: (id) => withdraw(next(), [id]),
    postpone: (id) => postpone(next(), [ref(id)], 10_000),
    makeDue: (id) => makeDue([id]),
    check: async (findAccepted) => {
      const deps = { findAccepted, onChecked: () => undefined }
      await Promise.all(processes.map((of) => checkAll([source(of)], deps)))
    },
    counts: async () => {
      const { outstanding, executions } = await counters(account.id)
      return { outstanding, executions }
    },
  }
}

test('in any order in which callers leave, answers come, gateways die and auth checks: only what was accepted counts, and in the end nothing', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (all) => {
      const store = await newStore()
      const { counts, expected, atTheEnd } = await play(store, all)
      expect(counts).toEqual(expected)
      expect(atTheEnd.outstanding).toBe(0)
      for (const subject of store.subjects) {
        expect(await counters(subject)).toMatchObject({ outstanding: 0, executions: expected.executions })
      }
    }),
    { numRuns: 60 },
  )
})

test('two processes that check at the same time have different slots', async () => {
  const account = await newAccount(db)
  const asks = Array.from({ length: 150 }, () => run([account]))
  await createTakeAll(db)(asks)
  await makeDue(asks.map(({ execution }) => execution.id))
  const claimed = await Promise.all([claim(processes[0]), claim(processes[1]), claim(processes[0])])
  const ids = claimed.flatMap(({ slots }) => slots.map(({ executionId }) => executionId))
  expect(new Set(ids).size).toBe(ids.length)
  expect((await claim()).slots.length + ids.length).toBe(150)
})

test('a slot that was postponed, or confirmed, after it was claimed is not ended', async () => {
  const account = await newAccount(db)
  const asks = [run([account]), run([account]), run([account])]
  await createTakeAll(db)(asks)
  const refs = asks.map(({ execution: { owner, id } }) => ({ owner, executionId: id }))
  await makeDue(refs.map(({ executionId }) => executionId))
  const { until, slots } = await claim()
  expect(slots).toHaveLength(3)
  await postpone(db, refs.slice(0, 1), 10_000)
  await confirm(db, refs.slice(1, 2))
  expect(await endClaimed(processes[1], { until, slots }, { giveBack: true })).toBe(1)
  expect(await counters(account.id)).toMatchObject({ outstanding: 2, executions: 2 })
  await postpone(db, refs, 0)
  expect((await claim()).slots).toEqual(refs.slice(0, 1))
})

test('a slot that is not due is not checked, and one that is too old to be known is left to lapse', async () => {
  const account = await newAccount(db)
  const [fresh, old] = [run([account]), run([account])]
  await createTakeAll(db)([fresh, old])
  await makeDue([old.execution.id], 31)
  expect((await claim()).slots).toEqual([])
  expect(await counters(account.id)).toMatchObject({ outstanding: 2 })
  const rows = await db
    .selectFrom('leases')
    .select(['execution_id', 'check_at'])
    .where('owner', '=', account.accountId)
    .execute()
  const checkAt = new Map(rows.map((row) => [row.execution_id, row.check_at]))
  expect(checkAt.get(old.execution.id)).toBeNull()
  const dueInMs = (checkAt.get(fresh.execution.id)?.getTime() ?? 0) - Date.now()
  expect(dueInMs).toBeLessThanOrEqual(10_000)
  expect(dueInMs).toBeGreaterThan(0)
})

test('what was withdrawn is forgotten after a while, and no other slot ends with it', async () => {
  const account = await newAccount(db)
  const [withdrawn, other] = [run([account]), run([account])]
  await createTakeAll(db)([withdrawn, other])
  await withdraw(db, [withdrawn.execution.id, withdrawn.execution.id])
  expect(await endWithdrawn(db)).toBe(1)
  expect(await endWithdrawn(db)).toBe(0)
  expect(await counters(account.id)).toMatchObject({ outstanding: 1, executions: 1 })
  await sql`update withdrawn set at = now() - interval '2 minutes'`.execute(db)
  await endWithdrawn(db)
  expect(await db.selectFrom('withdrawn').selectAll().execute()).toEqual([])
})

test('when there is something to check is known: the next slot, and what was withdrawn while it may be counted', async () => {
  await sql`truncate leases, withdrawn`.execute(db)
  expect(await nextDueMs(db)).toBeUndefined()
  const account = await newAccount(db)
  const asked = run([account])
  await createTakeAll(db)([asked])
  const slotMs = (await nextDueMs(db)) ?? Number.NaN
  expect(slotMs).toBeGreaterThan(5_000)
  expect(slotMs).toBeLessThanOrEqual(10_000)
  await withdraw(db, [asked.execution.id])
  expect(await nextDueMs(db)).toBe(1_000)
  await endWithdrawn(db)
  await sql`update withdrawn set at = now() - interval '2 minutes'`.execute(db)
  await endWithdrawn(db)
  expect(await nextDueMs(db)).toBeUndefined()
})
