import { Counter, Histogram, type Registry } from 'prom-client'

/** What the mesh counts. Labels are names from contracts and codes: no caller can make a new time series. */
export interface MeshMetrics {
  /** A call made from here has ended. */
  called(call: Ended): void
  /** A call answered here has ended. */
  answered(call: Ended): void
  published(queue: string, lane: string, code: string): void
  taken(queue: string, attempt: number, waitedSeconds: number): void
  appended(log: string, kind: string, code: string): void
  handled(log: string, consumer: string, code: string): void
}

export interface Ended {
  readonly service: string
  readonly procedure: string
  /** `OK`, a refusal of the contract, or a common code. */
  readonly code: string
  readonly seconds: number
}

const CALL_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const WAIT_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

export function createMeshMetrics(registry: Registry): MeshMetrics {
  return { ...callMetrics(registry), ...streamMetrics(registry) }
}

function callMetrics(registry: Registry): Pick<MeshMetrics, 'called' | 'answered'> {
  const side = (what: 'calls' | 'answers', seconds: string, whose: string) => {
    const total = new Counter({
      name: `runhive_mesh_${what}_total`,
      help: `Calls ${whose}, by outcome: OK, a refusal, or a common code.`,
      labelNames: ['service', 'procedure', 'code'],
      registers: [registry],
    })
    const duration = new Histogram({
      name: seconds,
      help: `Duration of calls ${whose}.`,
      labelNames: ['service', 'procedure'],
      buckets: CALL_SECONDS,
      registers: [registry],
    })
    return (ended: Ended) => {
      const { service, procedure, code } = ended
      total.inc({ service, procedure, code })
      duration.observe({ service, procedure }, ended.seconds)
    }
  }
  return {
    called: side('calls', 'runhive_mesh_call_seconds', 'made to other services'),
    answered: side('answers', 'runhive_mesh_answer_seconds', 'answered for other services'),
  }
}

function streamMetrics(registry: Registry): Omit<MeshMetrics, 'called' | 'answered'> {
  const registers = [registry]
  const published = new Counter({
    name: 'runhive_queue_published_total',
    help: 'Items published to a queue, by lane and outcome: OK, DUPLICATE, or OVERLOADED if it is full.',
    labelNames: ['queue', 'lane', 'code'],
    registers,
  })
  const deliveries = new Counter({
    name: 'runhive_queue_deliveries_total',
    help: 'Items taken from a queue. `again`: a redelivery of an unfinished item.',
    labelNames: ['queue', 'delivery'],
    registers,
  })
  const waits = new Histogram({
    name: 'runhive_queue_wait_seconds',
    help: 'Time from storing an item to its first delivery, by the clocks of two machines.',
    labelNames: ['queue'],
    buckets: WAIT_SECONDS,
    registers,
  })
  const appended = new Counter({
    name: 'runhive_events_published_total',
    help: 'Events appended to a log, by kind and outcome.',
    labelNames: ['log', 'kind', 'code'],
    registers,
  })
  const handled = new Counter({
    name: 'runhive_events_handled_total',
    help: 'Events handled for a durable consumer, by outcome. Failures are retried after a pause.',
    labelNames: ['log', 'consumer', 'code'],
    registers,
  })
  return {
    published: (queue, lane, code) => published.inc({ queue, lane, code }),
    taken(queue, attempt, waitedSeconds) {
      deliveries.inc({ queue, delivery: attempt > 1 ? 'again' : 'first' })
      if (attempt === 1) waits.observe({ queue }, Math.max(0, waitedSeconds))
    },
    appended: (log, kind, code) => appended.inc({ log, kind, code }),
    handled: (log, consumer, code) => handled.inc({ log, consumer, code }),
  }
}
