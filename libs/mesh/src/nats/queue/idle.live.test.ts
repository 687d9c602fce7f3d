import { connect, type NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { soon } from '../../../testing/conformance/guarantee.ts'
import { laned } from '../../../testing/conformance/lanes.ts'
import { startNatsServer, type TestNatsServer } from '../../../testing/nats-server.ts'
import type { Queue } from '../../mesh.ts'
import { connectMesh } from '../connect.ts'

/** What waiting workers request of the server: the cost of every idle executor. */

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

interface ApiRequest {
  /** Of JetStream's API, without the name of the stream. */
  readonly verb: string
  readonly noWait: boolean
  /** Seconds; undefined for what does not wait. */
  readonly expires: number | undefined
}

/** All JetStream API requests about this stream from now on, in order. */
async function listen(stream: string): Promise<ApiRequest[]> {
  const requests: ApiRequest[] = []
  raw.subscribe('$JS.API.>', {
    callback: (_error, { subject, data }) => {
      if (!subject.split('.').includes(stream)) return
      const body = data.length === 0 ? {} : JSON.parse(Buffer.from(data).toString())
      requests.push({
        verb: subject.replace('$JS.API.', '').replace(`.${stream}`, ''),
        noWait: body.no_wait === true,
        expires: body.expires && body.expires / NANOS_PER_S,
      })
    },
  })
  await raw.flush()
  return requests
}

/** So that everything is there and in use. */
async function useEachLane(queue: Queue<{ n: number }>): Promise<void> {
  for (const lane of LANES) await queue.publish(`first ${lane}`, { n: 0 }, { lane })
  for (const _ of LANES) {
    await using delivery = await queue.take(soon())
    await delivery.done()
  }
}

const pulls = (requests: ReadonlyArray<ApiRequest>) =>
  requests.filter(({ verb }) => verb.startsWith('CONSUMER.MSG.NEXT'))
const longPolls = (requests: ReadonlyArray<ApiRequest>) => pulls(requests).filter(({ noWait }) => !noWait)

test('an executor that finds everything ready writes nothing, and looks up each consumer once before its first pull', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const requests = await listen(definition.name)

  const stop = new AbortController()
  const taken = executor.queue(definition).take(stop.signal)
  await expect.poll(() => pulls(requests).length).toBeGreaterThan(0)
  stop.abort()
  await expect(taken).rejects.toMatchObject({ code: 'CANCELLED' })

  const before = requests.slice(
    0,
    requests.findIndex(({ verb }) => verb.startsWith('CONSUMER.MSG.NEXT')),
  )
  expect(before.map(({ verb }) => verb)).toEqual([
    'STREAM.INFO',
    ...CONSUMERS.map((consumer) => `CONSUMER.INFO.${consumer}`),
    'STREAM.INFO',
  ])
})

test('a waiting worker polls each lane and then sends one long poll to each, and then the item comes', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const requests = await listen(definition.name)

  const taken = executor.queue(definition).take(soon())
  await expect.poll(() => longPolls(requests).length).toBe(3)
  await gateway.queue(definition).publish('a', { n: 1 }, { lane: 'bulk' })
  await using delivery = await taken
  expect(delivery).toMatchObject({ id: 'a', attempt: 1 })
  await delivery.done()

  expect(pulls(requests).map(({ noWait }) => noWait)).toEqual([true, true, true, false, false, false])
  expect(new Set(longPolls(requests).map(({ verb }) => verb)).size).toBe(3)
})

test('any number of waiting workers share one long poll per lane, and the next one is longer', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const requests = await listen(definition.name)

  const stop = new AbortController()
  const taken = Array.from({ length: 4 }, () => executor.queue(definition).take(stop.signal))
  await expect.poll(() => longPolls(requests).length).toBe(6)
  stop.abort()
  await Promise.allSettled(taken)

  const times = longPolls(requests).map(({ expires = 0 }) => expires)
  expect(times.slice(0, 3)).toEqual([5, 5, 5])
  expect(Math.min(...times.slice(3))).toBeGreaterThan(5)
  expect(Math.max(...times)).toBeLessThanOrEqual(60)
})

test('an item given back while every worker is busy is there for the next one, although workers had waited long', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  const queue = gateway.queue(definition)
  await useEachLane(queue)
  await queue.publish('given back', { n: 1 }, { lane: 'normal' })
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${definition.name}.workers_normal`
  const other = await raw.request(subject, '1', { timeout: 30_000, noMux: true })
  const requests = await listen(definition.name)
  const taken = executor.queue(definition).take(soon())
  await expect.poll(() => longPolls(requests).length).toBe(6)

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

test('a consumer that is deleted while workers wait for it is created again, and the next item comes', async () => {
  await using gateway = await open('gateway')
  await using executor = await open('executor')
  const definition = laned()
  await useEachLane(gateway.queue(definition))
  const requests = await listen(definition.name)
  const taken = executor.queue(definition).take(soon())
  await expect.poll(() => longPolls(requests).length).toBe(3)

  await raw.request(`$JS.API.CONSUMER.DELETE.${definition.name}.workers_bulk`, '', { timeout: 30_000 })
  await gateway.queue(definition).publish('a', { n: 1 }, { lane: 'bulk' })

  await using delivery = await taken
  expect(delivery).toMatchObject({ id: 'a', attempt: 1 })
  await delivery.done()
})
