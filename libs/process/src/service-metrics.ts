import { Gauge, type Registry } from 'prom-client'

/** What is known of a pool of database connections at a moment. */
export interface Connections {
  readonly busy: number
  readonly idle: number
  readonly waiting: number
  readonly max: number
}

/** Read when somebody asks, so that it cannot be out of date. */
export function createDatabaseMetrics(registry: Registry): (status: () => Connections) => void {
  let read: (() => Connections) | undefined
  new Gauge({
    name: 'runhive_database_connections',
    help: 'Connections of the pool: busy, idle, maximum, and queries waiting for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(read?.() ?? {})) this.set({ state }, count)
    },
  })
  return (status) => {
    read = status
  }
}

/**
 * What a service needs, and whether it answers, asked when somebody asks for metrics: what `/readyz` says, as a metric.
 */
export function createDependencyMetric(
  registry: Registry,
  dependencies: ReadonlyArray<string>,
  failing: () => Promise<ReadonlyArray<string>>,
): void {
  new Gauge({
    name: 'runhive_dependency_up',
    help: '1 while the dependency responds, by its name in /readyz.',
    labelNames: ['dependency'],
    registers: [registry],
    async collect() {
      const away = await failing()
      for (const dependency of dependencies) this.set({ dependency }, away.includes(dependency) ? 0 : 1)
    },
  })
}

/**
 * A metric that is asked for when somebody asks for metrics. While the database is away there is none, and the other
 * metrics still come.
 */
export function createObservedGauge(
  registry: Registry,
  { observe, ...options }: { name: string; help: string; observe: () => Promise<number> },
): void {
  new Gauge({
    ...options,
    registers: [registry],
    async collect() {
      this.set(await observe().catch(() => Number.NaN))
    },
  })
}
