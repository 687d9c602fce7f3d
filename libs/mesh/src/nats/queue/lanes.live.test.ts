import { connect } from '@nats-io/transport-node'
import { workQueue } from '@runhive/contracts/streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { soon } from '../../../testing/conformance/guarantee.ts'
import { laned } from '../../../testing/conformance/lanes.ts'
import { startNatsServer, type TestNatsServer } from '../../../testing/nats-server.ts'
import type { Queue } from '../../mesh.ts'
import { connectMesh } from '../connect.ts'

let nats: TestNatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats[Symbol.asyncDispose]())

const open = (service: string) => connectMesh({ url: nats.url, service })

async function workOff(queue: Queue<{ n: number }>): Promise<{ id: string; attempt: number }> {
  await using delivery = await queue.take(soon())
  await delivery.done()
  return { id: delivery.id, attempt: delivery.attempt }
}

/** The same queue as it was before it had lanes. */
function unlaned(queue: ReturnType<typeof laned>) {
  const { lanes: _, ...rest } = queue
  return workQueue(rest)
}

test('a queue gets lanes while it is in use: nothing is lost, done twice or counted twice', async () => {
  await using gateway = await open('gateway')
  await using oldExecutor = await open('executor')
  const definition = laned()
  const before = unlaned(definition)
  for (const n of [1, 2, 3]) await gateway.queue(before).publish(`old ${n}`, { n })
  await using inProgress = await oldExecutor.queue(before).take(soon())

  await using newExecutor = await open('executor')
  await using newGateway = await open('gateway')
  const queue = newGateway.queue(definition)
  await queue.publish('bulk', { n: 4 }, { lane: 'bulk' })
  const taken = [await workOff(newExecutor.queue(definition)), await workOff(newExecutor.queue(definition))]
  taken.push(await workOff(newExecutor.queue(definition)))

  expect(inProgress).toMatchObject({ id: 'old 1', attempt: 1 })
  expect(taken.map(({ id }) => id).sort()).toEqual(['bulk', 'old 2', 'old 3'])
  expect(taken.map(({ attempt }) => attempt)).toEqual([1, 1, 1])
  await expect(queue.depths()).resolves.toEqual({ urgent: 1, normal: 0, bulk: 0 })
  await inProgress.done()
  await expect(queue.depth()).resolves.toBe(0)
})

test('items of a gateway that knows of no lanes are taken, and it does not lock out one that does', async () => {
  await using executor = await open('executor')
  await using newGateway = await open('gateway')
  const definition = laned()
  await newGateway.queue(definition).publish('new 1', { n: 1 }, { lane: 'bulk' })
  // Comes last, and gives the stream its own settings: one subject.
  await using oldGateway = await open('gateway')
  await oldGateway.queue(unlaned(definition)).publish('old', { n: 2 })
  await newGateway.queue(definition).publish('new 2', { n: 3 }, { lane: 'bulk' })

  const taken = []
  for (let n = 0; n < 3; n += 1) taken.push(await workOff(executor.queue(definition)))

  expect(taken.map(({ id }) => id).sort()).toEqual(['new 1', 'new 2', 'old'])
})

test('an executor that knows of no lanes goes on with the first one beside those that do', async () => {
  await using gateway = await open('gateway')
  await using oldExecutor = await open('executor')
  const definition = laned()
  await gateway.queue(unlaned(definition)).publish('old 1', { n: 1 })
  expect(await workOff(oldExecutor.queue(unlaned(definition)))).toMatchObject({ id: 'old 1' })
  await using newExecutor = await open('executor')
  await gateway.queue(definition).publish('bulk', { n: 1 }, { lane: 'bulk' })
  expect(await workOff(newExecutor.queue(definition))).toMatchObject({ id: 'bulk', attempt: 1 })

  await gateway.queue(definition).publish('old 2', { n: 2 })

  expect(await workOff(oldExecutor.queue(unlaned(definition)))).toEqual({ id: 'old 2', attempt: 1 })
})

test.each([
  ['workers', undefined],
  ['workers_bulk', 'bulk'],
])('the item of a worker that died with it comes again with attempt 2, from %s', async (consumer, lane) => {
  await using mesh = await open('gateway')
  const definition = laned({ leaseMs: 500 })
  const queue = mesh.queue(definition)
  // Declares the consumers.
  await queue.publish('first', { n: 0 })
  await workOff(queue)
  await queue.publish('a', { n: 1 }, lane === undefined ? {} : { lane })
  const dying = await connect({ servers: nats.url })
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${definition.name}.${consumer}`
  const held = await dying.request(subject, JSON.stringify({ batch: 1 }), { timeout: 30_000, noMux: true })
  expect(held.string()).toBe('{"n":1}')
  await dying.close()

  expect(await workOff(queue)).toEqual({ id: 'a', attempt: 2 })
})

test('a lane whose items are done is not taken for one that forgot its count', async () => {
  await using mesh = await open('gateway')
  const definition = laned()
  await mesh.queue(definition).publish('waits', { n: 0 }, { lane: 'bulk' })
  await mesh.queue(definition).publish('done', { n: 1 }, { lane: 'normal' })
  await mesh.queue(definition).publish('held', { n: 2 }, { lane: 'normal' })
  const raw = await connect({ servers: nats.url })
  {
    await using executor = await open('executor')
    const held = []
    while (held.length < 3) held.push(await executor.queue(definition).take(soon()))
    await held.find(({ id }) => id === 'done')?.done()
    // Another executor starts: it must leave the consumers as they are, with what is in progress.
    await using other = await open('executor')
    await expect(other.queue(definition).take(AbortSignal.timeout(500))).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const info = await raw.request(`$JS.API.CONSUMER.INFO.${definition.name}.workers_normal`, '')
    expect(info.json()).toMatchObject({ num_ack_pending: 1, ack_floor: { stream_seq: 2 } })
    for (const delivery of held) await delivery.done()
  }
  await raw.close()
  await expect(mesh.queue(definition).depth()).resolves.toBe(0)
})

test('queues that several executors begin to use at once all deliver', async () => {
  await using opened = new AsyncDisposableStack()
  const gateway = opened.use(await open('gateway'))
  const executors = []
  for (let n = 0; n < 3; n += 1) executors.push(opened.use(await open('executor')))
  for (let round = 0; round < 60; round += 1) {
    const definition = round % 2 === 0 ? laned() : unlaned(laned())
    const taken = executors.map((executor) => workOff(executor.queue(definition)))
    const ids = ['a', 'b', 'c']
    await Promise.all(ids.map((id, n) => gateway.queue(definition).publish(id, { n })))
    expect((await Promise.all(taken)).map(({ id }) => id).sort()).toEqual(ids)
  }
})
