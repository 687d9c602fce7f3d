import { createObservedGauge } from '@runhive/process/service-metrics'
import { Counter, Histogram, type Registry } from 'prom-client'
import type { Attempted } from './webhooks/attempt.ts'

/** Metrics of history: only counts, ages and durations. */
export interface Metrics {
  readonly purged: (table: string, rows: number) => void
  /** Of a purge that ended without failure. */
  readonly purgeTook: (seconds: number) => void
  readonly webhookTried: (attempted: Attempted) => void
  readonly webhookEnded: (outcome: 'delivered' | 'failed') => void
}

/** Read from the database, so every process has the same values: aggregate with the maximum, not the sum. */
export interface Observed {
  readonly overdueSeconds: () => Promise<number>
  readonly pendingWebhooks: () => Promise<number>
  readonly oldestWebhookSeconds: () => Promise<number>
}

export function createMetrics(registry: Registry, observed: Observed): Metrics {
  observeGauges(registry, observed)
  return { ...purgeMetrics(registry), ...webhookMetrics(registry) }
}

function purgeMetrics(registry: Registry): Pick<Metrics, 'purged' | 'purgeTook'> {
  const registers = [registry]
  const purged = new Counter({
    name: 'runhive_history_purged_rows_total',
    help: 'Rows deleted after their retention time, by table.',
    labelNames: ['table'],
    registers,
  })
  const durations = new Histogram({
    name: 'runhive_history_purge_seconds',
    help: 'Duration of successful purges.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
    registers,
  })
  return {
    purged: (table, rows) => purged.inc({ table }, rows),
    purgeTook: (seconds) => durations.observe(seconds),
  }
}

function webhookMetrics(registry: Registry): Pick<Metrics, 'webhookTried' | 'webhookEnded'> {
  const registers = [registry]
  const attempts = new Counter({
    name: 'runhive_webhook_attempts_total',
    help: 'Attempts to deliver a webhook, tests included, by result: delivered, or the reason of the failure.',
    labelNames: ['result'],
    registers,
  })
  const durations = new Histogram({
    name: 'runhive_webhook_attempt_seconds',
    help: 'Duration of an attempt.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const deliveries = new Counter({
    name: 'runhive_webhook_deliveries_total',
    help: 'Completed webhooks: delivered, or failed after the last attempt.',
    labelNames: ['outcome'],
    registers,
  })
  return {
    webhookTried({ attempt, failure }) {
      attempts.inc({ result: failure ?? 'delivered' })
      durations.observe(attempt.durationMs / 1000)
    },
    webhookEnded: (outcome) => deliveries.inc({ outcome }),
  }
}

function observeGauges(registry: Registry, observed: Observed): void {
  createObservedGauge(registry, {
    name: 'runhive_history_purge_overdue_seconds',
    help: 'How long the first expired execution has been waiting to be purged.',
    observe: observed.overdueSeconds,
  })
  createObservedGauge(registry, {
    name: 'runhive_webhook_pending',
    help: 'Webhooks waiting to be sent or retried.',
    observe: observed.pendingWebhooks,
  })
  createObservedGauge(registry, {
    name: 'runhive_webhook_oldest_pending_seconds',
    help: 'Age of the oldest of them; 0 if there is none.',
    observe: observed.oldestWebhookSeconds,
  })
}
