import { connect } from '@nats-io/transport-node'
import { workQueue } from '@runhive/contracts/streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { soon, unique } from '../../testing/conformance/guarantee.ts'
import { appendSteps, journal } from '../../testing/conformance/journal.ts'
import { startNatsCluster, type TestNatsCluster } from '../../testing/nats-cluster.ts'
import { connectMesh } from './connect.ts'

let cluster: TestNatsCluster
beforeAll(async () => {
  cluster = await startNatsCluster()
}, 90_000)
afterAll(() => cluster?.[Symbol.asyncDispose]())

const open = (service: string, replicas?: number) => connectMesh({ url: cluster.url, service, replicas })

function jobs() {
  const name = unique('JOBS')
  const lanes = { light: 2, heavy: 1 }
  const base = {
    leaseMs: 2_000,
    maxItems: 1_000,
    maxBytes: 1024 * 1024,
    dedupeMs: 60_000,
    item: z.object({ n: z.int() }),
    lanes,
  }
  return workQueue({ ...base, name, subject: `${name.toLowerCase()}.items` })
}

async function replicasOf(stream: string): Promise<number> {
  const raw = await connect({ servers: cluster.url.split(',') })
  const info = await raw.request(`$JS.API.STREAM.INFO.${stream}`, '', { timeout: 30_000 })
  await raw.close()
  return info.json<{ config: { num_replicas: number } }>().config.num_replicas
}

test('streams that exist are changed to the number of copies that is set, and left alone by who sets none', async () => {
  const [queue, log] = [jobs(), journal()]
  await using single = await open('gateway')
  await single.queue(queue).publish('a', { n: 1 })
  await appendSteps(single.log(log), 'a.1', [1, 2])
  expect(await replicasOf(queue.name)).toBe(1)

  await using several = await open('executor', 3)
  await using delivery = await several.queue(queue).take(soon())
  await delivery.done()
  await appendSteps(several.log(log), 'a.1', [3, 3])
  expect([await replicasOf(queue.name), await replicasOf(log.name)]).toEqual([3, 3])

  await using other = await open('history')
  await other.queue({ ...queue, maxItems: 999 }).publish('b', { n: 2 })
  await appendSteps(other.log({ ...log, maxBytes: log.maxBytes + 1 }), 'a.1', [4, 4])
  expect([await replicasOf(queue.name), await replicasOf(log.name)]).toEqual([3, 3])
})

test('what is stored survives the death of the leader, and goes on without it', async () => {
  const [queue, log] = [jobs(), journal()]
  await using gateway = await open('gateway', 3)
  await using executor = await open('executor', 3)
  for (let n = 1; n <= 20; n += 1) await gateway.queue(queue).publish(`item-${n}`, { n })
  await appendSteps(gateway.log(log), 'a.1', [1, 5])
  const dead = await cluster.leaderOf(queue.name)

  await dead.kill()
  const taken = new Set<number>()
  const signal = AbortSignal.timeout(60_000)
  while (taken.size < 20) {
    await using delivery = await executor.queue(queue).take(signal)
    if (delivery.item) taken.add(delivery.item.n)
    await delivery.done()
  }
  await appendSteps(executor.log(log), 'a.1', [6, 6])
  const seen: number[] = []
  for await (const { number } of gateway.log(log).follow('a.1', { signal }))
    if (seen.push(number) === 6) break
  expect(seen).toEqual([1, 2, 3, 4, 5, 6])
  expect(await gateway.queue(queue).depth()).toBe(0)

  await cluster.bringBack(dead)
}, 120_000)

test('the copy of a server that is away counts as behind until it has caught up', async () => {
  const definition = jobs()
  await using gateway = await open('gateway', 3)
  const queue = gateway.queue(definition)
  await queue.publish('first', { n: 0 })
  await expect.poll(() => queue.copiesBehind()).toBe(0)
  const leader = await cluster.leaderOf(definition.name)
  const away = cluster.servers.find((server) => server !== leader)

  await away?.kill()

  await expect.poll(() => queue.copiesBehind()).toBe(1)
  await queue.publish('second', { n: 1 })
  await away?.start()
  await expect.poll(() => queue.copiesBehind()).toBe(0)
})

test('workers that have waited long get the next item although the leader of their lane has died', async () => {
  const queue = jobs()
  await using gateway = await open('gateway', 3)
  await gateway.queue(queue).publish('first', { n: 0 })
  await using first = await gateway.queue(queue).take(soon())
  await first.done()
  const dead = await cluster.leaderOf(queue.name, 'workers')
  // Its connection will not tell it.
  const { url } = cluster.servers.find((server) => server !== dead) ?? cluster
  await using executor = await connectMesh({ url, service: 'executor', replicas: 3 })
  const raw = await connect({ servers: url })
  const asked: string[] = []
  raw.subscribe(`$JS.API.CONSUMER.MSG.NEXT.${queue.name}.*`, {
    callback: (_error, message) => void asked.push(message.string()),
  })
  await raw.flush()
  const taken = executor.queue(queue).take(AbortSignal.timeout(80_000))
  // Twice at each of two lanes: the second time for long.
  await expect.poll(() => asked.filter((body) => body.includes('expires')).length).toBe(4)

  await dead.kill()
  const publish = () => gateway.queue(queue).publish('next', { n: 1 })
  await expect.poll(() => publish().then(Boolean, () => false)).toBe(true)

  await using delivery = await taken
  expect(delivery.id).toBe('next')
  await delivery.done()
  await raw.close()
  await cluster.bringBack(dead)
}, 120_000)
