import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import type { Webhook } from '@runhive/contracts/request'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { acceptWebhooks } from './accept-webhooks.ts'
import type { NewDelivery } from './db/deliveries.ts'
import { aResult } from './testing.ts'

function open(add?: () => Promise<void>) {
  const mesh = createMemoryMesh()
  const added: NewDelivery[] = []
  const logged: unknown[] = []
  const consume = () =>
    acceptWebhooks({
      mesh,
      add: async (delivery) => {
        await add?.()
        added.push(delivery)
      },
      seal: async ({ accountId }, payload) => `sealed for ${accountId}: ${payload.length}`,
      log: { error: (fields: unknown) => void logged.push(fields) },
    })
  const finish = (key: string, result: ReturnType<typeof aResult>, webhook?: Webhook) =>
    mesh.log(executionEvents).append(key, 1, { kind: 'finished', result, ...(webhook && { webhook }) })
  return { added, logged, consume, finish, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

const webhook = { url: 'https://hooks.example.org/x' }

test('whoever asked for a webhook is sent the whole result, stored or not, and nobody else is', async () => {
  await using world = open()
  await using _consuming = await world.consume()
  const [silent, told, hidden] = [aResult(), aResult(), aResult({ stored: false })]
  await world.finish(eventKey('a1', silent.id), silent)
  await world.finish(eventKey('a1', told.id), told, webhook)
  await world.finish(eventKey('a2', hidden.id), hidden, webhook)
  await expect.poll(() => world.added.map(({ executionId }) => executionId)).toEqual([told.id, hidden.id])
  expect(world.added).toMatchObject([
    { accountId: 'a1', url: webhook.url, sealed: false },
    { accountId: 'a2', url: webhook.url, sealed: true },
  ])
  const [clear, sealed] = world.added.map(({ payload }) => payload)
  const payloadOf = (data: typeof told) => ({ type: 'execution.finished', timestamp: data.finishedAt, data })
  expect(JSON.parse(clear ?? '')).toEqual(payloadOf(told))
  expect(sealed).toBe(`sealed for a2: ${JSON.stringify(payloadOf(hidden)).length}`)
})

test('a database that is away loses no webhook: the event comes again', async () => {
  let away = true
  await using world = open(async () => {
    if (!away) return
    away = false
    throw new Error('the database is unavailable')
  })
  await using _consuming = await world.consume()
  const result = aResult()
  await world.finish(eventKey('a1', result.id), result, webhook)
  await expect.poll(() => world.added.map(({ executionId }) => executionId)).toEqual([result.id])
})

test('a result under a key that is not its own notifies nobody, and is reported without its content', async () => {
  await using world = open()
  await using _consuming = await world.consume()
  const [wrong, right] = [aResult(), aResult()]
  await world.finish(eventKey('a1', aResult().id), wrong, webhook)
  await world.finish(eventKey('a1', right.id), right, webhook)
  await expect.poll(() => world.added.map(({ executionId }) => executionId)).toEqual([right.id])
  expect(world.logged).toEqual([{ executionId: wrong.id }])
})
