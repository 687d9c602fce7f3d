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

/** `why` is one of a few labels of ours. */
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

/** How much of its limits the edge uses. */
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
