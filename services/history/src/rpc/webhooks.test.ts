import { randomUUID } from 'node:crypto'
import { history, type WebhookDelivery } from '@runhive/contracts/history'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { DeliveryQuery } from '../db/deliveries.ts'
import { deriveKey, toSecret } from '../domain/webhook-signature.ts'
import { refusing } from '../testing.ts'
import type { Outgoing } from '../webhooks/attempt.ts'
import type { FailureKind } from '../webhooks/failure.ts'
import { listDeliveries } from './list-deliveries.ts'
import { testWebhook } from './test-webhook.ts'
import { webhookSecret } from './webhook-secret.ts'

const MASTER = 'the operator keeps this one to himself'
const NOW = new Date('2030-01-01T00:00:00.000Z')
const attempt = { at: NOW.toISOString(), durationMs: 1, httpStatus: 204, error: null }

/** history on a mesh of this process, with `count` deliveries, whose tries end with `failure`. */
async function open({ count = 0, failure }: { count?: number; failure?: FailureKind } = {}) {
  const rows = Array.from({ length: count }, (_, at): WebhookDelivery => {
    const createdAt = new Date(1_000_000 - at).toISOString()
    const ids = { id: randomUUID(), executionId: randomUUID() }
    return { ...ids, url: 'http://x/', status: 'pending', createdAt, nextAttemptAt: null, attempts: [] }
  })
  const asked: DeliveryQuery[] = []
  const sent: Outgoing[] = []
  const logged: unknown[] = []
  let version = 1
  const mesh = createMemoryMesh()
  await mesh.serve(history, {
    ...refusing,
    listDeliveries: listDeliveries({
      list: async (query) => {
        asked.push(query)
        const from = rows.findIndex(({ id }) => id === query.after?.id) + 1
        return rows.slice(from, from + query.limit)
      },
    }),
    testWebhook: testWebhook({
      attempt: async (outgoing) => {
        sent.push(outgoing)
        return { attempt, failure }
      },
      log: async (one) => void logged.push(one),
      now: () => NOW,
    }),
    webhookSecret: webhookSecret({
      master: MASTER,
      find: async () => ({ version, rotatedAt: undefined }),
      rotate: async () => {
        version += 1
        return { version, rotatedAt: NOW }
      },
    }),
  })
  const close = () => mesh[Symbol.asyncDispose]()
  return { rows, asked, sent, logged, ...mesh.connect(history), [Symbol.asyncDispose]: close }
}

test('a secret stays the same until it is rotated, and is another for every account', async () => {
  await using world = await open()
  const secret = async (accountId: string, rotate = false) =>
    (await world.webhookSecret({ accountId, rotate })).secret
  const first = await secret('a1')
  expect(first).toBe(toSecret(deriveKey(MASTER, { accountId: 'a1', version: 1 })))
  expect(await secret('a1')).toBe(first)
  expect(await secret('a2')).not.toBe(first)
  const second = await secret('a1', true)
  expect(second).not.toBe(first)
  expect(await secret('a1')).toBe(second)
})

test('a test is sent once to where its account says, told as it went, and logged', async () => {
  await using world = await open()
  const delivery = await world.testWebhook({ accountId: 'a1', url: 'https://x.example/' })
  expect(delivery).toMatchObject({
    executionId: null,
    status: 'delivered',
    attempts: [attempt],
    nextAttemptAt: null,
  })
  expect(world.sent).toMatchObject([{ id: delivery.id, accountId: 'a1', url: 'https://x.example/' }])
  const body: unknown = JSON.parse(world.sent[0]?.body ?? '')
  expect(body).toEqual({ type: 'test', timestamp: NOW.toISOString(), data: {} })
  expect(world.logged).toEqual([{ accountId: 'a1', delivery }])
})

test('a test that fails is an answer, not an error', async () => {
  await using world = await open({ failure: 'address' })
  const delivery = await world.testWebhook({ accountId: 'a1', url: 'http://127.0.0.1/' })
  expect(delivery).toMatchObject({ status: 'failed', nextAttemptAt: null })
})

test('pages of deliveries follow each other to the end, which has no cursor', async () => {
  await using world = await open({ count: 3 })
  const executionId = randomUUID()
  const first = await world.listDeliveries({ accountId: 'a1', executionId, limit: 2 })
  const second = await world.listDeliveries({ accountId: 'a1', limit: 2, cursor: first.nextCursor })
  expect([...first.deliveries, ...second.deliveries]).toEqual(world.rows)
  expect(second.nextCursor).toBeUndefined()
  expect(world.asked[0]).toEqual({ accountId: 'a1', executionId, after: undefined, limit: 3 })
})

test('text that is no cursor is BAD_CURSOR and asks the database nothing', async () => {
  await using world = await open()
  const asked = world.listDeliveries({ accountId: 'a1', cursor: 'x' })
  await expect(asked).rejects.toMatchObject({ code: 'BAD_CURSOR' })
  expect(world.asked).toEqual([])
})
