import type { Logger } from '@runhive/process/log'
import { repeat } from '@runhive/process/repeat'
import type { Kysely } from 'kysely'
import type { Config } from './config.ts'
import { purge } from './db/purge.ts'
import type { Schema } from './db/schema.ts'
import type { Metrics } from './metrics.ts'

/** Deletes what has expired, again and again. A failure is logged, and the next purge makes up for it. */
export function startPurging(deps: {
  db: Kysely<Schema>
  config: Pick<Config, 'purgeEveryMs' | 'usageDays' | 'statusDays'>
  metrics: Pick<Metrics, 'purged' | 'purgeTook'>
  log: Pick<Logger, 'warn'>
  now: () => Date
}): AsyncDisposable {
  const { db, config, metrics, log, now } = deps
  const purgeOnce = async (signal: AbortSignal) => {
    const startedAt = performance.now()
    const { usageDays, statusDays } = config
    await purge(db, { now: now(), usageDays, statusDays, signal, onPurged: metrics.purged })
    metrics.purgeTook((performance.now() - startedAt) / 1000)
  }
  return repeat(purgeOnce, {
    everyMs: config.purgeEveryMs,
    onFailed: (err) => log.warn({ err }, 'a purge failed'),
  })
}
