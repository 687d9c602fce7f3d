import { createObservedGauge } from '@runhive/process/service-metrics'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface HttpMetrics {
  observe(labels: { method: string; route: string; status: number }, durationMs: number): void
}

/** Routes are patterns and statuses are classes, so that no caller can make a new time series. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const duration = new Histogram({
    name: 'runhive_http_request_seconds',
    help: 'Time from a request to its response, including the wait for executions.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  })
  return {
    observe: ({ method, route, status }, durationMs) =>
      duration.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, durationMs / 1000),
  }
}

export interface ProcedureMetrics {
  ended(call: { procedure: string; code: string; seconds: number }): void
}

/** Of every call of a public procedure, over tRPC or REST, on a socket or not. Codes are those of our error answers. */
export function createProcedureMetrics(registry: Registry): ProcedureMetrics {
  const calls = new Counter({
    name: 'runhive_procedure_calls_total',
    help: 'Calls of public procedures, over tRPC and REST, by outcome: OK or the error code.',
    labelNames: ['procedure', 'code'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'runhive_procedure_seconds',
    help: 'Duration of these calls, including the wait for executions; for a subscription, until it was open.',
    labelNames: ['procedure'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  })
  return {
    ended({ procedure, code, seconds }) {
      calls.inc({ procedure, code })
      duration.observe({ procedure }, seconds)
    },
  }
}

/** `why` is one of a few words of ours. */
export function createTurnedAwayMetric(registry: Registry): (why: string) => void {
  const turnedAway = new Counter({
    name: 'runhive_sockets_turned_away_total',
    help: 'WebSockets refused because too many are open (address, all), or closed: room, another one needed the place; bytes, too many message bytes in flight; refusals, too many refused messages; slow, a message did not arrive in time.',
    labelNames: ['why'],
    registers: [registry],
  })
  return (why) => turnedAway.inc({ why })
}

/** What is open right now. */
export function createOpenMetrics(
  registry: Registry,
  open: { sockets: () => number; subscriptions: () => number },
): void {
  observedGauge(registry, 'runhive_sockets_open', 'Open WebSockets.', open.sockets)
  observedGauge(
    registry,
    'runhive_subscriptions_open',
    'Open subscriptions, on WebSockets and as server-sent events.',
    open.subscriptions,
  )
}

/** What the edge holds of what it may hold. */
export function createEdgeMetrics(
  registry: Registry,
  held: { connections: () => number; bodies: () => number; answers: () => number },
): void {
  observedGauge(
    registry,
    'runhive_connections_open',
    'Open connections, WebSockets included; at most MAX_CONNECTIONS.',
    held.connections,
  )
  observedGauge(
    registry,
    'runhive_body_bytes',
    'Bytes of request bodies in memory until they have been answered; at most MAX_BYTES_IN_FLIGHT.',
    held.bodies,
  )
  observedGauge(
    registry,
    'runhive_answer_bytes',
    'Bytes of large responses waiting to be read; at most MAX_BYTES_IN_FLIGHT.',
    held.answers,
  )
}

function observedGauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}

/**
 * Asked of the queue when somebody asks for metrics; while it cannot be reached there is no figure. Every gateway
 * says the same.
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

/** Asked as the depth is: the queue is full by its items or by its bytes. */
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
        // While the queue cannot be reached there is no figure, rather than a wrong one.
        this.remove()
      }
    },
  })
}

/**
 * Asked as the depth is. What an operator cannot see otherwise: everything works while a copy is behind, until one
 * more server goes.
 */
export function createCopiesMetric(registry: Registry, copiesBehind: () => Promise<number>): void {
  createObservedGauge(registry, {
    name: 'runhive_queue_copies_behind',
    help: 'Replicas of the queue that its leader cannot count on: offline, silent, or lagging; the same from every gateway.',
    observe: copiesBehind,
  })
}

/** Messages of the contact form that filled in what people do not see. */
export function createTrapMetric(registry: Registry): () => void {
  const trapped = new Counter({
    name: 'runhive_contact_trapped_total',
    help: 'Contact form messages that only a bot can have sent; answered like others, but not stored.',
    registers: [registry],
  })
  return () => trapped.inc()
}
