import { randomUUID } from 'node:crypto'
import { pingDatabase } from '@runhive/postgres/open'
import { expect, test, vi } from 'vitest'
import { createLimitStore } from '../db/limit-store.ts'
import { createDatabaseWatch } from '../outage/database-watch.ts'
import { newAccount, run } from '../testing/limits.ts'
import { createStoppableDatabase } from '../testing/live.ts'
import { checkAll, createSlotCheck, type FindAccepted } from './check-slots.ts'
import { handOver } from './hand-over.ts'
import { createLimits } from './limits.ts'
import { createMemoryLimits } from './memory.ts'

vi.setConfig({ testTimeout: 120_000 })

test('while the database is away slots are checked in memory, and what is known of them goes with them when it is back', async () => {
  await using postgres = await createStoppableDatabase()
  const account = await newAccount(postgres.db)
  let nowMs = Date.now()
  const store = createLimitStore(postgres.db)
  const memory = createMemoryLimits({ now: () => new Date(nowMs) })
  await using database = createDatabaseWatch({
    ping: () => pingDatabase(postgres.db),
    onReturn: () => handOver(memory, store),
  })
  const limits = createLimits({ database, store, memory })
  const checks = [createSlotCheck(store, () => database.away), createSlotCheck(memory)]
  const [accepted, finished, never, withdrawn, fresh] = Array.from({ length: 5 }, () => randomUUID())
  const take = (id: string | undefined) =>
    limits.take(run([account], { id: id ?? '', lapsesAfterMs: 3_600_000 }))
  await postgres.stop()
  for (const id of [accepted, finished, never, withdrawn]) await take(id)
  // This process gives it back, and says that another one may have it.
  await expect(limits.withdraw([withdrawn ?? ''])).rejects.toThrow()
  nowMs += 10_000
  const keyOf = (id: string | undefined) => `${account.accountId}.${id}`
  const findAccepted: FindAccepted = async () => ({
    accepted: [accepted, finished].map(keyOf),
    finished: [keyOf(finished)],
  })
  const counted: Record<string, number> = {}
  await checkAll(checks, {
    findAccepted,
    onChecked: (outcome, slots) => {
      counted[outcome] = (counted[outcome] ?? 0) + slots
    },
  })
  expect(counted).toEqual({ accepted: 1, finished: 1, unaccepted: 1 })
  await take(fresh)
  await postgres.start()
  await expect.poll(() => database.away, { timeout: 60_000 }).toBe(false)
  const rows = await postgres.db.selectFrom('leases').select(['execution_id', 'check_at']).execute()
  expect(new Map(rows.map((row) => [row.execution_id, row.check_at === null]))).toEqual(
    new Map([
      [accepted, true],
      [fresh, false],
    ]),
  )
})
