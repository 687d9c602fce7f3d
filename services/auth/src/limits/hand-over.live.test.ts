import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { newAccount, run } from '../testing/limits.ts'
import { createStoppableDatabase } from '../testing/live.ts'
import { type AskAccepted, checkAll } from './check-slots.ts'
import { openLimits } from './open.ts'

vi.setConfig({ testTimeout: 120_000 })

test('while the database is away leases are looked at in memory, and what is known of them goes with them when it is back', async () => {
  await using postgres = await createStoppableDatabase()
  const account = await newAccount(postgres.db)
  let nowMs = Date.now()
  await using opened = openLimits({ db: postgres.db, now: () => new Date(nowMs), onChange: () => undefined })
  const { limits, database, checked } = opened
  const [accepted, finished, never, withdrawn, fresh] = Array.from({ length: 5 }, () => randomUUID())
  const take = (id: string | undefined) => limits.take(run([account], { id: id ?? '', leaseMs: 3_600_000 }))
  await postgres.stop()
  for (const id of [accepted, finished, never, withdrawn]) await take(id)
  // This process gives it back, and says that another one may have it.
  await expect(limits.withdraw([withdrawn ?? ''])).rejects.toThrow()
  nowMs += 10_000
  const keyOf = (id: string | undefined) => `${account.accountId}.${id}`
  const ask: AskAccepted = async () => ({
    accepted: [accepted, finished].map(keyOf),
    finished: [keyOf(finished)],
  })
  const counted: Record<string, number> = {}
  await checkAll(checked, {
    ask,
    counted: (outcome, leases) => {
      counted[outcome] = (counted[outcome] ?? 0) + leases
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
