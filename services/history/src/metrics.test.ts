import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

const attempt = { at: '2030-01-01T00:00:00.000Z', durationMs: 250, httpStatus: null, error: null }

function open(pendingWebhooks: () => Promise<number>) {
  const registry = new Registry()
  const metrics = createMetrics(registry, {
    overdueSeconds: async () => 7,
    pendingWebhooks,
    oldestWebhookSeconds: async () => 8,
  })
  return { ...metrics, registry }
}

test('purges, tries and what they came to can be seen, and what waits', async () => {
  const metrics = open(async () => 9)
  metrics.purged('executions', 500)
  metrics.purged('executions', 20)
  metrics.purgeTook(0.3)
  metrics.webhookTried({ attempt, failure: undefined })
  metrics.webhookTried({ attempt, failure: 'timeout' })
  metrics.webhookEnded('delivered')
  const text = await metrics.registry.metrics()
  for (const line of [
    'runhive_history_purged_rows_total{table="executions"} 520',
    'runhive_history_purge_seconds_count 1',
    'runhive_history_purge_overdue_seconds 7',
    'runhive_webhook_attempts_total{result="delivered"} 1',
    'runhive_webhook_attempts_total{result="timeout"} 1',
    'runhive_webhook_attempt_seconds_sum 0.5',
    'runhive_webhook_deliveries_total{outcome="delivered"} 1',
    'runhive_webhook_pending 9',
    'runhive_webhook_oldest_pending_seconds 8',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

test('while the database is away its figures are unknown, and the others still come', async () => {
  const metrics = open(() => Promise.reject(new Error('the database is unavailable')))
  const text = await metrics.registry.metrics()
  expect(text).toContain('runhive_webhook_pending Nan')
  expect(text).toContain('runhive_history_purge_overdue_seconds 7')
})
