import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { parseConfig } from '@runhive/auth/config'
import { openService } from '@runhive/auth/service'
import { createStoppableDatabase, newKeyOn, outcomes } from '@runhive/auth/testing/live'
import { auth } from '@runhive/contracts/auth'
import { revocations } from '@runhive/contracts/revocations'
import { createConcurrencySlots } from '@runhive/gateway/admission/concurrency-slots'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

/** Admission by two gateways and two auths, on a real NATS and a real Postgres, without executions. */

vi.setConfig({ testTimeout: 120_000 })
const START_MS = 120_000
const POLL = { timeout: 30_000, interval: 20 }

const opened = new AsyncDisposableStack()
let natsUrl: string
let database: Awaited<ReturnType<typeof createStoppableDatabase>>

beforeAll(async () => {
  const nats = opened.use(await startNatsWithStreams())
  natsUrl = nats.url
  database = opened.use(await createStoppableDatabase())
  const config = parseConfig({
    ...{ NATS_URL: nats.url, DATABASE_URL: database.url, LOG_LEVEL: 'silent', INSTANCE_NAME: 'test' },
    AUTH_SECRET: 'a secret of the tests with 32 characters',
  })
  for (let nr = 0; nr < 2; nr += 1) opened.use(await openService(config))
}, START_MS)
afterAll(() => opened.disposeAsync(), START_MS)

type Calls = Record<'admit' | 'credit' | 'noteAdmitted' | 'release' | 'withdraw' | 'keep', number>

/** A gateway's admission. Without `hears`, no revocation reaches it. */
async function openGateway({ hears = true } = {}) {
  await using opening = new AsyncDisposableStack()
  const mesh = opening.use(await connectMesh({ url: natsUrl, service: 'gateway' }))
  const client = mesh.connect(auth)
  const calls: Calls = { admit: 0, credit: 0, noteAdmitted: 0, release: 0, withdraw: 0, keep: 0 }
  const counted = new Proxy(client, {
    get(target, name: keyof Calls) {
      calls[name] += 1
      return target[name]
    },
  })
  const slots = opening.use(createConcurrencySlots({ auth: counted, log: { warn: () => undefined } }))
  opening.use(await mesh.log(revocations).tail(({ event }) => hears && slots.hear(event)))
  const ask = (token: string) =>
    slots.take(
      {
        ...{ credential: { kind: 'key', token }, procedure: 'executions.run', ip: '192.0.2.1' },
        ...{ executionId: randomUUID(), executionMs: 600_000 },
      },
      {},
    )
  /** An execution that takes so long and is never accepted: what it took goes back. */
  const run = async (token: string, ms = 5) => {
    const { slot } = await ask(token)
    await delay(ms)
    slot[Symbol.dispose]()
  }
  /** Until it holds credit. */
  const warm = async (token: string) => {
    for (let call = 0; call < 20; call += 1) await run(token)
    for (let asked = -1; asked !== calls.admit; ) {
      asked = calls.admit
      await run(token)
    }
  }
  const closing = opening.move()
  return { client, calls, ask, run, warm, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

test('two hundred at once against fifty, at two gateways that hold credit: exactly fifty, and nothing is left of them', async () => {
  await using one = await openGateway()
  await using two = await openGateway()
  for (let round = 0; round < 3; round += 1) {
    const { token, accountId } = await newKeyOn(database.db, { concurrentExecutions: 50 })
    const allowance = () => one.client.getAllowance({ accountId })
    await Promise.all([one.warm(token), two.warm(token)])
    const held: Array<Awaited<ReturnType<typeof one.ask>>['slot']> = []
    const askAll = async (count: number) => {
      const asked = Array.from({ length: count }, (_, nr) => (nr % 2 ? one : two).ask(token))
      const { admitted = 0, 'concurrency of account': limited = 0, ...others } = await outcomes(asked)
      expect({ answered: admitted + limited, others }).toEqual({ answered: count, others: {} })
      for (const each of await Promise.allSettled(asked)) {
        if (each.status === 'fulfilled') held.push(each.value.slot)
      }
      expect(held.length).toBeLessThanOrEqual(50)
      return limited
    }
    let refused = await askAll(200)
    const atOnce = held.length
    // What was on its way back to auth at that moment may be had a moment later, and no more than that.
    for (let again = 0; again < 5; again += 1) {
      await delay(200)
      refused = await askAll(refused)
    }
    console.info(
      `round ${round}: of 200 at once ${atOnce} were admitted, and ${held.length} after another second`,
    )
    expect(held).toHaveLength(50)
    expect(await allowance()).toMatchObject({ outstanding: 50 })
    for (const slot of held) slot[Symbol.dispose]()
    await expect.poll(allowance, POLL).toMatchObject({ outstanding: 0, executionsToday: 0 })
  }
})

for (const hears of [true, false]) {
  test(`a key that is deactivated is refused within a second at a gateway that holds credit and ${hears ? 'hears of it' : 'does not hear of it'}`, async () => {
    await using one = await openGateway({ hears })
    await using two = await openGateway({ hears })
    const { token, accountId, keyId } = await newKeyOn(database.db)
    await Promise.all([one.warm(token), two.warm(token)])
    const update = one.client.updateKey({ accountId, id: keyId, change: { active: false } })
    const untilRefused = async (gateway: typeof one) => {
      await update
      const endedMs = performance.now()
      const refused = (error: { code?: string }) => error.code
      while ((await gateway.run(token, 1).catch(refused)) !== 'UNAUTHENTICATED') {
        if (performance.now() - endedMs > 5_000) break
      }
      return performance.now() - endedMs
    }
    const tookMs = await Promise.all([untilRefused(one), untilRefused(two)])
    console.info(`refused after ${tookMs.map(Math.round).join(' and ')} ms`)
    expect(Math.max(...tookMs)).toBeLessThan(1_000)
  })
}

test('a gateway that stops leaves nothing of its credit', async () => {
  const { token, accountId } = await newKeyOn(database.db)
  await using watching = await openGateway()
  {
    await using stopping = await openGateway()
    await stopping.warm(token)
  }
  const allowance = () => watching.client.getAllowance({ accountId })
  await expect.poll(allowance, POLL).toMatchObject({ outstanding: 0, executionsToday: 0 })
})

test('a caller costs fewer questions than it has executions, and its steady calls wait for none', async () => {
  const measured: string[] = []
  for (const [callers, ms, pauseMs] of [
    [1, 55, 0],
    [4, 55, 0],
    [1, 60, 250],
  ] as const) {
    await using gateway = await openGateway()
    const { token } = await newKeyOn(database.db)
    for (let call = 0; call < 3; call += 1) await gateway.run(token)
    const before = { ...gateway.calls }
    let runs = 0
    const endMs = performance.now() + 4_000
    await Promise.all(
      Array.from({ length: callers }, async () => {
        while (performance.now() < endMs) {
          const { slot } = await gateway.ask(token)
          // As if its execution had been accepted: then nothing is released here.
          slot.settle(slot.executionId)
          await delay(ms)
          slot[Symbol.dispose]()
          await delay(pauseMs)
          runs += 1
        }
      }),
    )
    const of = (name: keyof Calls) => (gateway.calls[name] - before[name]) / runs
    measured.push(
      `${callers} callers, ${ms} ms, pauses of ${pauseMs} ms: ${runs} runs; per run on the path ${of('admit').toFixed(2)}, off it credit ${of('credit').toFixed(2)}, noteAdmitted ${of('noteAdmitted').toFixed(2)}, withdraw ${of('withdraw').toFixed(2)}`,
    )
    expect(of('admit')).toBeLessThan(0.1)
    expect(of('credit')).toBeLessThan(pauseMs > 0 ? 1.1 : 0.4)
  }
  console.info(measured.join('\n'))
})
