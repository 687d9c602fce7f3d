import { connect, type NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { soon } from '../conformance/guarantee.ts'
import { laned } from '../conformance/lanes.ts'
import type { Queue } from '../mesh.ts'
import { startNatsServer, type TestNatsServer } from '../testing.ts'
import { connectMesh } from './connect.ts'

/** What hands that wait ask of the server. It is what every executor costs while it has nothing to do. */

const LANES = ['urgent', 'normal', 'bulk']
const CONSUMERS = ['workers', 'workers_normal', 'workers_bulk']
const NANOS_PER_S = 1_000_000_000

let nats: TestNatsServer
let raw: NatsConnection
beforeAll(async () => {
  nats = await startNatsServer()
  raw = await connect({ servers: nats.url })
})
afterAll(async () => {
  await raw?.close()
  await nats?.[Symbol.asyncDispose]()
})

const open = (service: string) => connectMesh({ url: nats.url, service })

interface Asked {
  /** Of JetStream's API, without the name of the stream. */
  readonly verb: string
  readonly noWait: boolean
  /** Seconds; undefined for what does not wait. */
  readonly expires: number | undefined
}

/** All that is asked of JetStream about this stream from now on, in order. */
async function listen(stream: string): Promise<Asked[]> {
  const asked: Asked[] = []
  raw.subscribe('$JS.API.>', {
    callback: (_error, { subject, data }) => {
      if (!subject.split('.').includes(stream)) return
      const body = data.length === 0 ? {} : JSON.parse(Buffer.from(data).toString())
      asked.push({
        verb: subject.replace('$JS.API.', '').replace(`.${stream}`, ''),
        noWait: body.no_wait === true,
        expires: body.expires && body.expires / NANOS_PER_S,
      })
    },
  })
  await raw.flush()
  return asked
}

/** So that everything is there and in use. */
async function useEachLane(queue: Queue<{ n: number }>): Promise<void> {
  for (const lane of LANES) await queue.publish(`first ${lane}`, { n: 0 }, { lane })
  for (const _ of LANES) {
    await using delivery = await queue.take(soon())
    await delivery.done()
  }
}

const pulls = (asked: ReadonlyArray<Asked>) =>
  asked.filter(({ verb }) => verb.startsWith('CONSUMER.MSG.NEXT'))
const standing = (asked: ReadonlyArray<Asked>) => pulls(asked).filter(({ noWait }) => !noWait)

test('an executor that finds everything ready writes nothing, and asks about each consumer once before its first pull', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const asked = await listen(definition.name)

  const stop = new AbortController()
  const taken = executor.queue(definition).take(stop.signal)
  await expect.poll(() => pulls(asked).length).toBeGreaterThan(0)
  stop.abort()
  await expect(taken).rejects.toMatchObject({ code: 'CANCELLED' })

  const before = asked.slice(
    0,
    asked.findIndex(({ verb }) => verb.startsWith('CONSUMER.MSG.NEXT')),
  )
  expect(before.map(({ verb }) => verb)).toEqual([
    'STREAM.INFO',
    ...CONSUMERS.map((consumer) => `CONSUMER.INFO.${consumer}`),
    'STREAM.INFO',
  ])
})

test('a hand that waits asks each lane for what is there and once to be told, and then the item comes', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const asked = await listen(definition.name)

  const taken = executor.queue(definition).take(soon())
  await expect.poll(() => standing(asked).length).toBe(3)
  await gateway.queue(definition).publish('a', { n: 1 }, { lane: 'bulk' })
  await using delivery = await taken
  expect(delivery).toMatchObject({ id: 'a', attempt: 1 })
  await delivery.done()

  expect(pulls(asked).map(({ noWait }) => noWait)).toEqual([true, true, true, false, false, false])
  expect(new Set(standing(asked).map(({ verb }) => verb)).size).toBe(3)
})

test('however many hands wait, one request stands with each lane, and the next one for longer', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const asked = await listen(definition.name)

  const stop = new AbortController()
  const taken = Array.from({ length: 4 }, () => executor.queue(definition).take(stop.signal))
  await expect.poll(() => standing(asked).length).toBe(6)
  stop.abort()
  await Promise.allSettled(taken)

  const times = standing(asked).map(({ expires = 0 }) => expires)
  expect(times.slice(0, 3)).toEqual([5, 5, 5])
  expect(Math.min(...times.slice(3))).toBeGreaterThan(5)
  expect(Math.max(...times)).toBeLessThanOrEqual(60)
})

test('an item given back while every hand is busy is there for the next one, although hands had waited for long', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  const queue = gateway.queue(definition)
  await useEachLane(queue)
  await queue.publish('given back', { n: 1 }, { lane: 'normal' })
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${definition.name}.workers_normal`
  const other = await raw.request(subject, '1', { timeout: 30_000, noMux: true })
  const asked = await listen(definition.name)
  const taken = executor.queue(definition).take(soon())
  await expect.poll(() => standing(asked).length).toBe(6)

  await queue.publish('work', { n: 2 }, { lane: 'bulk' })
  await using busy = await taken
  await executor.ping()
  other.respond('-NAK')
  await raw.flush()
  await using next = await executor.queue(definition).take(soon())

  expect([busy.id, next.id, next.attempt]).toEqual(['work', 'given back', 2])
  await busy.done()
  await next.done()
})

test('a consumer that is deleted while hands wait at it is made again, and the next item comes', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const asked = await listen(definition.name)
  const taken = executor.queue(definition).take(soon())
  await expect.poll(() => standing(asked).length).toBe(3)

  await raw.request(`$JS.API.CONSUMER.DELETE.${definition.name}.workers_bulk`, '', { timeout: 30_000 })
  await gateway.queue(definition).publish('a', { n: 1 }, { lane: 'bulk' })

  await using delivery = await taken
  expect(delivery).toMatchObject({ id: 'a', attempt: 1 })
  await delivery.done()
})
