import { executionQueue } from '@runhive/contracts/execution-streams'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { settle } from '../testing/clock.ts'
import { toItem } from '../testing/executor.ts'
import { startWorkers } from './worker.ts'

test('takes no more than it may run at once, and the next one when a hand is free', async () => {
  await using mesh = createMemoryMesh()
  const queue = mesh.queue(executionQueue)
  const gates: (() => void)[] = []
  await using workers = startWorkers({
    concurrency: 2,
    queue,
    isAble: () => true,
    onFailure: () => expect.unreachable(),
    async handle(delivery) {
      await new Promise<void>((resolve) => gates.push(resolve))
      await delivery.done()
    },
  })
  for (let n = 0; n < 3; n += 1) await queue.publish(`item-${n}`, toItem({}))
  await expect.poll(() => gates.length).toBe(2)
  await settle()
  expect([workers.running, gates.length]).toEqual([2, 2])
  gates[0]?.()
  await expect.poll(() => gates.length).toBe(3)
  for (const open of gates) open()
})

test('stopping waits for what runs, and takes nothing more', async () => {
  await using mesh = createMemoryMesh()
  const queue = mesh.queue(executionQueue)
  const started = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const handled: string[] = []
  const workers = startWorkers({
    concurrency: 1,
    queue,
    isAble: () => true,
    onFailure: () => expect.unreachable(),
    async handle(delivery) {
      started.resolve()
      await gate.promise
      handled.push(delivery.id)
      await delivery.done()
    },
  })
  await queue.publish('first', toItem({}))
  await started.promise
  await queue.publish('second', toItem({}))
  const stopping = workers[Symbol.asyncDispose]()
  gate.resolve()
  await stopping
  expect(handled).toEqual(['first'])
  expect(await queue.depth()).toBe(1)
})

test('an item whose handling fails goes back to the queue, and the worker goes on', async () => {
  await using mesh = createMemoryMesh()
  const queue = mesh.queue(executionQueue)
  const failures: unknown[] = []
  const attempts: number[] = []
  await using _workers = startWorkers({
    concurrency: 1,
    queue,
    isAble: () => true,
    onFailure: (error) => failures.push(error),
    async handle(delivery) {
      attempts.push(delivery.attempt)
      if (delivery.attempt === 1) throw new Error('no store')
      await delivery.done()
    },
  })
  await queue.publish('item', toItem({}))
  await expect.poll(() => attempts).toEqual([1, 2])
  expect(failures).toHaveLength(1)
})

test('while work could not be done, it is left to others', async () => {
  await using mesh = createMemoryMesh()
  const queue = mesh.queue(executionQueue)
  let able = false
  let handled = 0
  await using _workers = startWorkers({
    concurrency: 1,
    queue,
    isAble: () => able,
    onFailure: () => expect.unreachable(),
    async handle(delivery) {
      handled += 1
      await delivery.done()
    },
  })
  await queue.publish('item', toItem({}))
  await settle()
  expect(handled).toBe(0)
  able = true
  await expect.poll(() => handled).toBe(1)
})
