import { randomUUID } from 'node:crypto'
import type { Handler } from '@runhive/contracts/define'
import type { history, WebhookDelivery } from '@runhive/contracts/history'
import type { MakeAttempt } from '../webhooks/attempt.ts'

/** Sends one signed notification, now and once, and logs it like every other. */
export function testWebhook(deps: {
  attempt: MakeAttempt
  log: (test: { accountId: string; delivery: WebhookDelivery }) => Promise<void>
  now: () => Date
}): Handler<typeof history.procedures.testWebhook> {
  return async ({ accountId, url }) => {
    const id = randomUUID()
    const createdAt = deps.now().toISOString()
    const body = JSON.stringify({ type: 'test', timestamp: createdAt, data: {} })
    const { attempt, failure } = await deps.attempt({ id, accountId, url, body })
    const delivery: WebhookDelivery = {
      id,
      executionId: null,
      url,
      status: failure === undefined ? 'delivered' : 'failed',
      createdAt,
      nextAttemptAt: null,
      attempts: [attempt],
    }
    await deps.log({ accountId, delivery })
    return delivery
  }
}
