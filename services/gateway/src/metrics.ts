import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface HttpMetrics {
  observe(labels: { method: string; route: string; status: number }, durationMs: number): void
}

/** Routes are patterns and statuses are classes, so that no caller can make a new time series. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const duration = new Histogram({
    name: 'runhive_http_request_seconds',
    help: 'Time from a request to its answer, waiting for executions included.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  })
  return {
    observe: ({ method, route, status }, durationMs) =>
      duration.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, durationMs / 1000),
  }
}

/** Read when metrics are, from what is known already. */
export function createQueueMetric(registry: Registry, depths: () => Readonly<Record<string, number>>): void {
  new Gauge({
    name: 'runhive_queue_depth',
    help: 'Executions accepted and not ended, by lane of the queue, as last asked.',
    labelNames: ['lane'],
    registers: [registry],
    collect() {
      for (const [lane, depth] of Object.entries(depths())) this.set({ lane }, depth)
    },
  })
}

/** Messages of the contact form that filled in what people do not see. */
export function createTrapMetric(registry: Registry): () => void {
  const trapped = new Counter({
    name: 'runhive_contact_trapped_total',
    help: 'Messages of the contact form that only a machine can have sent; answered like others, and not kept.',
    registers: [registry],
  })
  return () => trapped.inc()
}
