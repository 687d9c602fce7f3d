import { createAuthMetrics } from '@runhive/auth/metrics'
import { createMetrics as createContactMetrics } from '@runhive/contact/metrics'
import { createMetrics as createExecutorMetrics } from '@runhive/executor/telemetry/metrics'
import {
  createEdgeMetrics,
  createHttpMetrics,
  createOpenMetrics,
  createTurnedAwayMetric,
} from '@runhive/gateway/metrics/edge-metrics'
import { createProcedureMetrics, createTrapMetric } from '@runhive/gateway/metrics/procedure-metrics'
import {
  createCopiesMetric,
  createQueueAgeMetric,
  createQueueBytesMetric,
  createQueueMetric,
} from '@runhive/gateway/metrics/queue-metrics'
import { createMetrics as createHistoryMetrics } from '@runhive/history/metrics'
import { createMeshMetrics } from '@runhive/mesh/metrics'
import { collectProcessMetrics } from '@runhive/process/process-metrics'
import { createDatabaseMetrics, createDependencyMetric } from '@runhive/process/service-metrics'
import { DATA_SERVICES } from '@runhive/stack/services'
import { Registry } from 'prom-client'
import * as z from 'zod'

/** One metric as a service exports it. */
export interface MetricRow {
  readonly name: string
  readonly type: string
  readonly labels: ReadonlyArray<string>
  readonly help: string
}

export const WITH_DATABASE = DATA_SERVICES.join(', ')

/** Every metric of every service, by service; `process` is what each of them exports about its process. */
export function readMetrics(): Readonly<Record<string, ReadonlyArray<MetricRow>>> {
  return {
    process: rowsOf((registry) => collectProcessMetrics(registry)),
    mesh: rowsOf((registry) => {
      createDependencyMetric(registry, [], async () => [])
      createMeshMetrics(registry)
    }),
    gateway: rowsOf((registry) => {
      createHttpMetrics(registry)
      createProcedureMetrics(registry)
      createOpenMetrics(registry, { sockets: () => 0, subscriptions: () => 0 })
      createEdgeMetrics(registry, { connections: () => 0, bodies: () => 0, answers: () => 0 })
      createQueueMetric(registry, async () => ({}))
      createQueueAgeMetric(registry, async () => undefined)
      createQueueBytesMetric(registry, async () => 0)
      createCopiesMetric(registry, async () => 0)
      createTrapMetric(registry)
      createTurnedAwayMetric(registry)
    }),
    auth: rowsOf(createAuthMetrics),
    executor: toRows(createExecutorMetrics(neverObserved).registry),
    history: rowsOf((registry) => createHistoryMetrics(registry, NEVER_ASKED)),
    contact: rowsOf((registry) =>
      createContactMetrics(registry, {
        pendingMails: async () => ({ count: 0, oldestSeconds: 0 }),
        openMessages: async () => 0,
      }),
    ),
    [WITH_DATABASE]: rowsOf(createDatabaseMetrics),
  }
}

const neverObserved = () => ({ pools: () => ({}), slots: { total: 0, free: 0, held: 0 }, running: () => 0 })
const NEVER_ASKED = {
  overdueSeconds: async () => 0,
  pendingWebhooks: async () => 0,
  oldestWebhookSeconds: async () => 0,
}

function rowsOf(register: (registry: Registry) => unknown): MetricRow[] {
  const registry = new Registry()
  register(registry)
  return toRows(registry)
}

/** What prom-client keeps of a metric: not in its public types. */
const Kept = z.object({ name: z.string(), help: z.string(), labelNames: z.array(z.string()).default([]) })

function toRows(registry: Registry): MetricRow[] {
  return registry.getMetricsAsArray().map((metric) => {
    const { name, help, labelNames } = Kept.parse({ ...metric })
    return { name, type: metric.constructor.name.toLowerCase(), labels: labelNames, help }
  })
}

/** Names as they are written in a query: a histogram has three, a counter or gauge its own. */
export function queryNames(rows: ReadonlyArray<MetricRow>): string[] {
  return rows.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )
}
