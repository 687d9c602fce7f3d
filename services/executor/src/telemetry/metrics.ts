import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { PoolStatus } from '../pool/pool.ts'

/** What an operator can see of executions and cells. Counts and durations only. */
export interface Metrics {
  readonly registry: Registry
  readonly finished: (result: ExecutionResult) => void
  /** Of a cell's life; `compile` and `run` come with what finished. */
  readonly cellPhase: (phase: 'start' | 'take' | 'remove', seconds: number) => void
  readonly failed: (what: 'cell' | 'removal' | 'reaper' | 'queue' | 'execution') => void
}

export interface Observed {
  readonly pools: () => Record<string, PoolStatus>
  readonly slots: { readonly total: number; readonly free: number; readonly held: number }
  readonly running: () => number
}

const CELL_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60]

export function createMetrics(observe: () => Observed): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const executions = new Counter({
    name: 'runhive_executions_total',
    help: 'Finished executions by status.',
    labelNames: ['status'],
    registers,
  })
  const phases = new Histogram({
    name: 'runhive_cell_seconds',
    help: 'Duration of phases in the life of a cell: start (from the call to the engine until ready), take (an execution waits for it), compile, run (each test separately), remove (until it is gone).',
    labelNames: ['phase'],
    buckets: CELL_SECONDS,
    registers,
  })
  const waits = new Histogram({
    name: 'runhive_cell_wait_seconds',
    help: 'Time for an execution to get a cell and copy its files into it.',
    buckets: CELL_SECONDS,
    registers,
  })
  const limits = new Counter({
    name: 'runhive_limits_hit_total',
    help: 'Phases ended by a limit, by phase and limit; each test counts.',
    labelNames: ['phase', 'limit'],
    registers,
  })
  const builds = new Counter({
    name: 'runhive_compilations_total',
    help: 'Compilations needed by executions: hit, found in the cache; miss, compiled.',
    labelNames: ['cache'],
    registers,
  })
  const failures = new Counter({
    name: 'runhive_executor_failures_total',
    help: 'Internal failures, by what failed.',
    labelNames: ['what'],
    registers,
  })
  observeGauges(registers, observe)
  return {
    registry,
    finished({ status, compile, compileCached, run, tests = [], timings }) {
      executions.inc({ status })
      waits.observe(timings.cellMs / 1000)
      if (compile) builds.inc({ cache: compileCached ? 'hit' : 'miss' })
      const runs = [run, ...tests.map((test) => test.run)].map((one) => ({ phase: 'run', ended: one }))
      // Of a hit, the compilation was another execution's.
      const all = compileCached ? runs : [{ phase: 'compile', ended: compile }, ...runs]
      for (const { phase, ended } of all) {
        if (ended === undefined) continue
        phases.observe({ phase }, ended.wallMs / 1000)
        if (ended.limit) limits.inc({ phase, limit: ended.limit })
      }
    },
    cellPhase: (phase, seconds) => phases.observe({ phase }, seconds),
    failed: (what) => failures.inc({ what }),
  }
}

/** Read when somebody asks, so that they cannot be out of date. */
function observeGauges(registers: Registry[], observe: () => Observed): void {
  new Gauge({
    name: 'runhive_pool_cells',
    help: 'Cells of a pool by state; target is the number the pool aims at.',
    labelNames: ['image', 'state'],
    registers,
    collect() {
      for (const [image, pool] of Object.entries(observe().pools())) {
        for (const [state, count] of Object.entries(pool)) this.set({ image, state }, count)
      }
    },
  })
  new Gauge({
    name: 'runhive_slots',
    help: 'Slots for cells. held: a container in it could not be removed yet, so the slot is not used.',
    labelNames: ['state'],
    registers,
    collect() {
      const { slots } = observe()
      this.set({ state: 'free' }, slots.free)
      this.set({ state: 'held' }, slots.held)
      this.set({ state: 'used' }, slots.total - slots.free - slots.held)
    },
  })
  new Gauge({
    name: 'runhive_executions_running',
    help: 'Executions in progress.',
    registers,
    collect() {
      this.set(observe().running())
    },
  })
}
