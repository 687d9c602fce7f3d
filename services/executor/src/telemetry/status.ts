import type { ExecutorStatus } from '@runhive/contracts/executor'
import type { Engine } from '../docker/engine.ts'
import type { Pool, PooledCell } from '../pool/pool.ts'

/** What this executor is doing, for discovery. */
export function toStatus(own: {
  settings: { readonly concurrency: number; readonly runtime: string }
  engine: Engine
  pool: Pool<PooledCell>
  slots: { readonly total: number; readonly free: number; readonly held: number }
  running: number
}): ExecutorStatus {
  return {
    slots: { total: own.slots.total, free: own.slots.free, held: own.slots.held },
    running: own.running,
    concurrency: own.settings.concurrency,
    pools: own.pool.status(),
    isolation: { runtime: own.settings.runtime, engine: own.engine.facts.version },
  }
}
