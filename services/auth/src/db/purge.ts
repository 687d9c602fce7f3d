import { doAll } from '@runhive/process/do-all'
import type { Kysely } from 'kysely'
import { toDay } from '../domain/day.ts'
import * as anonymousSecrets from './anonymous-secrets.ts'
import { forgetIdleAddresses } from './limits.ts'
import type { Schema } from './schema.ts'
import * as sessions from './sessions.ts'
import * as slots from './slots.ts'
import * as usedFlows from './used-flows.ts'

/** Rows of one statement: few enough not to block others for long. */
const BATCH = 2_000

/** Deletes what has expired, but for usage data, whose time is a setting. A failure stops nothing else. */
export function purgeExpired(db: Kysely<Schema>, now: Date): Promise<void> {
  return doAll([
    () => slots.endLapsed(db, BATCH),
    () => forgetIdleAddresses(db, BATCH),
    () => anonymousSecrets.forgetBefore(db, toDay(now)),
    () => sessions.deleteExpired(db, now),
    () => usedFlows.deleteExpired(db, now),
  ])
}
