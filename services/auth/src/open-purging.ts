import { doAll } from '@runhive/process/do-all'
import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import * as anonymousSecrets from './db/anonymous-secrets.ts'
import * as requests from './db/requests.ts'
import type { Schema } from './db/schema.ts'
import * as tidy from './db/tidy.ts'
import { toDay } from './domain/day.ts'
import type { AuthMetrics } from './metrics.ts'
import { startPurging } from './usage/purge.ts'

/** Deletes in this database what is not kept any longer. */
export function openPurging(deps: {
  db: Kysely<Schema>
  keepDays: number
  now: () => Date
  metrics: AuthMetrics
  log: Pick<Logger, 'warn'>
}): AsyncDisposable {
  const { db, now } = deps
  return startPurging({
    ...deps,
    purgeRequests: (options) => requests.purge(db, options),
    findOldest: () => requests.findOldest(db),
    tidy: () =>
      doAll([
        () => tidy.endLapsedLeases(db),
        () => tidy.forgetIdleAddresses(db),
        () => anonymousSecrets.forgetBefore(db, toDay(now())),
      ]),
    onError: (err) => deps.log.warn({ err }, 'could not purge'),
  })
}
