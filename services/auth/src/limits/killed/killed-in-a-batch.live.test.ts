import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { executionEvents } from '@runhive/contracts/execution-streams'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { createTestDatabase } from '@runhive/postgres/testing'
import { expect, test } from 'vitest'
import { migrations } from '../../../migrations/all.ts'
import { createLimitStore } from '../../db/limit-store.ts'
import type { Schema } from '../../db/schema.ts'
import { newAccount } from '../../testing/limits.ts'
import { FINISHED } from '../../testing/live.ts'
import { releaseFinished } from '../release-finished.ts'

const EXECUTIONS = 150
const RUNNING = 10

test('of batches that killed processes held every slot ends once, and no other', async () => {
  await using opened = new AsyncDisposableStack()
  const { db, url } = opened.use(await createTestDatabase<Schema>({ service: 'auth', migrations }))
  const nats = opened.use(await startNatsWithStreams())
  const mesh = opened.use(await connectMesh({ url: nats.url, service: 'test' }))
  const store = createLimitStore(db)
  const subject = await newAccount(db, { burst: 1_000, concurrentExecutions: 1_000, executionsPerDay: 1_000 })
  const owner = subject.accountId ?? ''
  const ids = Array.from({ length: EXECUTIONS }, () => randomUUID())
  const requests = ids.map((id) => ({
    subjects: [subject] as const,
    execution: { owner, id, lapsesAfterMs: 600_000 },
  }))
  for (let from = 0; from < ids.length; from += 50) await store.takeAll(requests.slice(from, from + 50))
  const outstanding = async () => {
    const counter = await db
      .selectFrom('counters')
      .select('outstanding')
      .where('subject', '=', subject.id)
      .executeTakeFirstOrThrow()
    const leases = await db.selectFrom('leases').select('execution_id').where('owner', '=', owner).execute()
    return [counter.outstanding, leases.length]
  }
  expect(await outstanding()).toEqual([EXECUTIONS, EXECUTIONS])
  for (const id of ids.slice(RUNNING)) await mesh.log(executionEvents).append(`${owner}.${id}`, 1, FINISHED)
  const die = async (when: 'before' | 'after') => {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'die-in-a-batch.ts'),
      nats.url,
      url,
      when,
    ])
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  }

  await die('before')
  expect(await outstanding()).toEqual([EXECUTIONS, EXECUTIONS])
  await die('after')
  const [left = 0] = await outstanding()
  expect(left).toBeLessThan(EXECUTIONS - 1)

  const released: string[] = []
  opened.use(
    await releaseFinished({
      mesh,
      log: { error: () => undefined },
      async release(slots) {
        await store.release(slots, { giveBack: false })
        released.push(...slots.map(({ executionId }) => executionId))
      },
    }),
  )
  // Those of the killed ones come again when their lease has ended, also the ones that were released.
  await expect.poll(() => new Set(released).size, { timeout: 90_000 }).toBe(EXECUTIONS - RUNNING)
  expect(await outstanding()).toEqual([RUNNING, RUNNING])
}, 150_000)
