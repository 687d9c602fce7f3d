import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aResult, record } from '../testing.ts'
import { outcomesSince } from './outcomes.ts'
import { purge } from './purge.ts'
import type { Schema } from './schema.ts'
import { keepMinute, minutesIn } from './service-states.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate service_minutes, service_hours, outcomes, executions, usage, seen_executions`.execute(
    database.db,
  )
})

const at = (time: string) => new Date(`2030-06-${time}:00.000Z`)
const keep = (time: string, state: 'up' | 'degraded' | 'down', service = 'auth') =>
  keepMinute(database.db, { minute: at(time), seen: [{ service, state, instances: 1 }] })
const read = (from: string, until: string, bucketMinutes: number) =>
  minutesIn(database.db, { from: at(from), until: at(until), bucketMinutes })

test('of several processes that look in one minute one is believed, in minutes and in hours', async () => {
  const states = ['up', 'down', 'degraded', 'up', 'down'] as const
  const kept = await Promise.all(states.map((state) => keep('01T10:00', state)))
  expect(kept.filter(Boolean)).toHaveLength(1)
  const [minute] = await read('01T10:00', '01T10:01', 1)
  const [hour] = await read('01T10:00', '01T11:00', 60)
  expect(hour).toEqual(minute)
  expect((minute?.up ?? 0) + (minute?.degraded ?? 0) + (minute?.down ?? 0)).toBe(1)
})

test('minutes are counted in their buckets, of minutes and of hours, for each service', async () => {
  await keep('01T10:00', 'up')
  await keep('01T10:14', 'degraded')
  await keep('01T10:15', 'down')
  await keep('01T11:59', 'up')
  await keep('01T10:00', 'up', 'history')
  const sorted = (rows: Awaited<ReturnType<typeof read>>) =>
    rows
      .map(({ at, service, up, degraded, down }) => [
        at.toISOString().slice(8, 16),
        service,
        up,
        degraded,
        down,
      ])
      .toSorted()
  expect(sorted(await read('01T10:00', '01T12:00', 15))).toEqual([
    ['01T10:00', 'auth', 1, 1, 0],
    ['01T10:00', 'history', 1, 0, 0],
    ['01T10:15', 'auth', 0, 0, 1],
    ['01T11:45', 'auth', 1, 0, 0],
  ])
  expect(sorted(await read('01T10:00', '01T12:00', 60))).toEqual([
    ['01T10:00', 'auth', 1, 1, 1],
    ['01T10:00', 'history', 1, 0, 0],
    ['01T11:00', 'auth', 1, 0, 0],
  ])
  expect(sorted(await read('01T00:00', '02T00:00', 1_440))).toEqual([
    ['01T00:00', 'auth', 2, 1, 1],
    ['01T00:00', 'history', 1, 0, 0],
  ])
})

test('what is outside of the time asked for is not counted', async () => {
  for (const time of ['01T09:59', '01T10:00', '01T10:59', '01T11:00']) await keep(time, 'up')
  expect(await read('01T10:00', '01T11:00', 30)).toHaveLength(2)
})

test('how executions ended is counted once each, stored or not, however many are counted at once', async () => {
  const results = Array.from({ length: 40 }, (_, n) =>
    aResult({
      status: n % 4 === 0 ? 'internal_error' : 'succeeded',
      stored: n % 2 === 0,
      finishedAt: '2030-06-01T10:59:59.999Z',
    }),
  )
  const twice = [...results, ...results]
  await Promise.all(
    twice.map((result, n) => record(database.db, aRecord(`a${n % 40}`, result), at('01T11:00'))),
  )
  const counts = await outcomesSince(database.db, at('01T10:00'))
  expect(counts.toSorted((a, b) => a.runs - b.runs)).toEqual([
    { hour: at('01T10:00'), status: 'internal_error', runs: 10 },
    { hour: at('01T10:00'), status: 'succeeded', runs: 30 },
  ])
  expect(await outcomesSince(database.db, at('01T11:00'))).toEqual([])
})

test('minutes go after three days, hours and outcomes at their own time', async () => {
  await keep('01T10:00', 'up')
  await record(
    database.db,
    aRecord('a1', aResult({ finishedAt: '2030-06-01T10:30:00.000Z' })),
    at('01T11:00'),
  )
  const purgeAt = async (time: string) => {
    const purged: Record<string, number> = {}
    const onPurged = (table: string, rows: number) => {
      purged[table] = rows
    }
    await purge(database.db, { now: at(time), usageDays: 400, statusDays: 10, onPurged })
    return purged
  }
  expect(await purgeAt('04T10:00')).not.toHaveProperty('service_minutes')
  expect(await purgeAt('04T10:01')).toMatchObject({ service_minutes: 1 })
  expect(await purgeAt('11T10:00')).not.toHaveProperty('service_hours')
  expect(await purgeAt('11T10:01')).toMatchObject({ service_hours: 1, outcomes: 1 })
})
