import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What an operator can see of history. Counts, ages and durations only. */
export interface Metrics {
  readonly registry: Registry
  readonly purged: (table: string, rows: number) => void
  /** Of a purge that ended without failure. */
  readonly purgeTook: (seconds: number) => void
}

export function createMetrics(observe: { overdueSeconds: () => Promise<number> }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const purged = new Counter({
    name: 'runhive_history_purged_rows_total',
    help: 'Rows deleted because their time was over, by table.',
    labelNames: ['table'],
    registers,
  })
  const durations = new Histogram({
    name: 'runhive_history_purge_seconds',
    help: 'How long a purge took that ended without failure.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
    registers,
  })
  observedGauge(registry, {
    name: 'runhive_history_purge_overdue_seconds',
    help: 'For how long the execution that expired first has been waiting to be purged.',
    observe: observe.overdueSeconds,
  })
  return {
    registry,
    purged: (table, rows) => purged.inc({ table }, rows),
    purgeTook: (seconds) => durations.observe(seconds),
  }
}

/** Asked of the database when somebody asks for it. While the database is away there is no figure, and the other metrics still come. */
function observedGauge(
  registry: Registry,
  { observe, ...options }: { name: string; help: string; observe: () => Promise<number> },
): void {
  new Gauge({
    ...options,
    registers: [registry],
    async collect() {
      await observe().then(
        (value) => this.set(value),
        () => this.set(Number.NaN),
      )
    },
  })
}
