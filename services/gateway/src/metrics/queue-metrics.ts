import { createObservedGauge } from '@runhive/process/service-metrics'
import { Gauge, type Registry } from 'prom-client'

/**
 * Read from the queue at each scrape; while it cannot be reached there is no value. Every gateway reports the same.
 */
export function createQueueMetric(
  registry: Registry,
  depths: () => Promise<Readonly<Record<string, number>>>,
): void {
  new Gauge({
    name: 'runhive_queue_depth',
    help: 'Unfinished executions, by lane of the queue; the same from every gateway.',
    labelNames: ['lane'],
    registers: [registry],
    async collect() {
      this.reset()
      const known = await depths().catch(() => ({}))
      for (const [lane, depth] of Object.entries(known)) this.set({ lane }, depth)
    },
  })
}

/** Read as the depth is: the queue is full by its items or by its bytes. */
export function createQueueBytesMetric(registry: Registry, bytes: () => Promise<number>): void {
  createObservedGauge(registry, {
    name: 'runhive_queue_bytes',
    help: 'Bytes of unfinished executions in the queue; the same from every gateway.',
    observe: bytes,
  })
}

/** What autoscaling looks at. 0 while nothing waits or runs; the same from every gateway. */
export function createQueueAgeMetric(registry: Registry, oldest: () => Promise<Date | undefined>): void {
  new Gauge({
    name: 'runhive_queue_oldest_age_seconds',
    help: 'Age of the oldest unfinished execution, seconds; 0 if there is none; the same from every gateway.',
    registers: [registry],
    async collect() {
      try {
        const since = await oldest()
        this.set(since === undefined ? 0 : Math.max(0, Date.now() - since.getTime()) / 1000)
      } catch {
        // While the queue cannot be reached there is no value, rather than a wrong one.
        this.remove()
      }
    },
  })
}

/**
 * Read as the depth is. What an operator cannot see otherwise: everything works while a copy is behind, until one
 * more server goes.
 */
export function createCopiesMetric(registry: Registry, copiesBehind: () => Promise<number>): void {
  createObservedGauge(registry, {
    name: 'runhive_queue_copies_behind',
    help: 'Replicas of the queue that its leader cannot count on: offline, silent, or lagging; the same from every gateway.',
    observe: copiesBehind,
  })
}
