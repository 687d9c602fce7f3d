import { LANES, type Lane } from '@runhive/contracts/execution-streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProcess } from './processes.ts'
import { type MeasuredServer, startMeasuredServer } from './server.ts'

const EXECUTORS = 20
const EACH = 50
const lanes = Object.keys(LANES) as Lane[]

let server: MeasuredServer
beforeAll(async () => {
  server = await startMeasuredServer()
})
afterAll(() => server?.[Symbol.asyncDispose]())

test('twenty simulated executors finish everything that was accepted, of every lane, once', async () => {
  const own = { natsUrl: server.url, replicas: 1 }
  await using consumers = await startProcess({ kind: 'consumers', options: own })
  const tenants = lanes.map((lane) => ({ accountId: `tenant-${lane}`, lane, perSecond: 0, backlog: EACH }))
  await using gateway = await startProcess({ kind: 'gateway', options: { ...own, tenants, watchers: 0 } })
  const { counts } = await gateway.read()
  expect(counts.accepted).toBe(lanes.length * EACH)

  const options = { ...own, executors: EXECUTORS, workers: 4, serviceMs: 5 }
  await using executors = await startProcess({ kind: 'executors', options })
  const read = async () => (await executors.read()).counts
  await expect.poll(read, { timeout: 60_000 }).toMatchObject({ finished: lanes.length * EACH })
  const done = await read()
  for (const lane of lanes) expect(done[`taken ${lane}`]).toBeGreaterThanOrEqual(EACH)
  const consumed = async () => (await consumers.read()).counts.consumed
  await expect.poll(consumed, { timeout: 60_000 }).toBe(2 * lanes.length * EACH)
  const { messages, cpuMs } = await server.read()
  expect(messages).toBeGreaterThan(10 * lanes.length * EACH)
  expect(cpuMs).toBeGreaterThan(0)
}, 180_000)

test('a caller of the simulation hears of the end of what it asked for, and its watchers of every event', async () => {
  await using fresh = await startMeasuredServer()
  const own = { natsUrl: fresh.url, replicas: 1 }
  const tenants = [{ accountId: 'lone', lane: 'light', perSecond: 20 }] as const
  await using _executors = await startProcess({
    kind: 'executors',
    options: { ...own, executors: 2, workers: 4, serviceMs: 5 },
  })
  await using gateway = await startProcess({ kind: 'gateway', options: { ...own, tenants, watchers: 2 } })
  const samples: Record<string, number> = {}
  const read = async () => {
    const reading = await gateway.read()
    for (const [name, list] of Object.entries(reading.samples))
      samples[name] = (samples[name] ?? 0) + list.length
    return reading.counts.ended ?? 0
  }
  await expect.poll(read, { timeout: 60_000 }).toBeGreaterThan(20)
  const { counts } = await gateway.read()
  // Five events each, for each of two watchers.
  expect(counts.watched).toBeGreaterThan(20 * 5 * 2 - 1)
  expect(samples['wait light']).toBeGreaterThan(0)
  expect(counts.failures).toBeUndefined()
}, 180_000)
