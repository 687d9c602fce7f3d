import { Counter, Histogram, type Registry } from 'prom-client'

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

/** Messages of the contact form that filled in the field that people do not see. */
export function createTrapMetric(registry: Registry): () => void {
  const trapped = new Counter({
    name: 'runhive_contact_trapped_total',
    help: 'Contact form messages that only a bot can have sent; answered like others, but not stored.',
    registers: [registry],
  })
  return () => trapped.inc()
}
