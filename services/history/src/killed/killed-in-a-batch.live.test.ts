import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { eventKey, executionEvents, executionRequests } from '@runhive/contracts/execution-streams'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { createTestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { parseConfig } from '../config.ts'
import type { Schema } from '../db/schema.ts'
import { openService } from '../service.ts'
import { aRequest, aResult } from '../testing.ts'

const FINISHED = 150

/** Longer than the lease of what the killed ones held. */
const POLL = { timeout: 90_000, interval: 250 }

test('of batches that killed processes held, written or not, nothing is lost and nothing is there twice', async () => {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase<Schema>({ service: 'history', migrations }))
  const nats = opened.use(await startNatsWithStreams())
  const mesh = opened.use(await connectMesh({ url: nats.url, service: 'test' }))
  const accountId = randomUUID()
  const webhook = { url: 'https://hooks.example.invalid/' }
  const ids = Array.from({ length: FINISHED }, () => randomUUID())
  for (const id of ids) {
    const key = eventKey(accountId, id)
    await mesh.log(executionRequests).append(key, 1, { kind: 'asked', request: aRequest() })
    const result = aResult({ id, finishedAt: new Date().toISOString() })
    await mesh.log(executionEvents).append(key, 2, { kind: 'finished', result, requestSent: true, webhook })
  }
  const counts = async () => {
    const { rows } = await sql<Record<string, number>>`
      select (select count(*) from executions)::int as executions, (select count(*) from requests)::int as requests,
             (select count(*) from deliveries)::int as deliveries,
             (select coalesce(sum(runs), 0) from usage)::int as used,
             (select coalesce(sum(runs), 0) from outcomes)::int as ended`.execute(database.db)
    return rows[0]
  }
  const all = (count: number) => ({
    ...{ executions: count, requests: count, deliveries: count, used: count, ended: count },
  })
  const die = async (when: 'before' | 'after') => {
    const child = spawn(process.execPath, [
      ...[join(import.meta.dirname, 'die-in-a-batch.ts'), nats.url, database.url, when],
    ])
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  }

  await die('before')
  expect(await counts()).toEqual(all(0))
  await die('after')
  const written = (await counts())?.executions ?? 0
  expect(written).toBeGreaterThan(1)
  expect(await counts()).toEqual(all(written))

  const service = opened.use(
    await openService(
      parseConfig({
        ...{ NATS_URL: nats.url, LOG_LEVEL: 'silent', DATABASE_URL: database.url },
        WEBHOOK_SECRET: 'a secret of at least 32 characters',
      }),
    ),
  )
  const handled = async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text()
    return Number(
      /^runhive_events_handled_total\{.*consumer="records_finished".*code="OK".*\} (\d+)/m.exec(metrics)?.[1],
    )
  }
  // Those that were written too: nobody had acknowledged them.
  await expect.poll(handled, POLL).toBe(FINISHED)
  expect(await counts()).toEqual(all(FINISHED))
}, 150_000)
