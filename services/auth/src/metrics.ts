import { Counter, Gauge, type Registry } from 'prom-client'
import type { Decision } from './admission/decide.ts'
import type { CheckOutcome } from './limits/check-slots.ts'

export interface AuthMetrics {
  decided(decision: Decision): void
  /** A gateway has admitted a request itself, from credit. */
  admittedFromCredit(): void
  /**
   * A request could not be decided, for example because the database is away and its credential was not seen lately.
   */
  failed(): void
  databaseAway(away: boolean): void
  requestsDropped(count: number): void
  requestsPurged(count: number): void
  oldestRequest(ageSeconds: number): void
  /** Slots that were checked because nothing was known of their executions. */
  slotsChecked(outcome: CheckOutcome, slots: number): void
}

/** Labels are kinds of outcomes: no caller can make a new time series. */
export function createAuthMetrics(registry: Registry): AuthMetrics {
  const registers = [registry]
  const admissions = new Counter({
    name: 'runhive_admissions_total',
    help: 'Admission decisions, by outcome: admitted, unauthenticated, forbidden, failed, or the limit reached and its owner.',
    labelNames: ['outcome'],
    registers,
  })
  const away = new Gauge({
    name: 'runhive_auth_database_away',
    help: '1 while the database is unavailable and limits are kept in memory.',
    registers,
  })
  const dropped = new Counter({
    name: 'runhive_requests_dropped_total',
    help: 'Usage data that could not be written and was dropped.',
    registers,
  })
  const purged = new Counter({
    name: 'runhive_requests_purged_total',
    help: 'Rows of usage data deleted after their retention time.',
    registers,
  })
  const oldest = new Gauge({
    name: 'runhive_requests_oldest_age_seconds',
    help: 'Age of the oldest row of usage data after the last purge.',
    registers,
  })
  const checked = new Counter({
    name: 'runhive_leases_checked_total',
    help: 'Leases checked some seconds after admission, by outcome: accepted, finished, or released as unaccepted or withdrawn.',
    labelNames: ['outcome'],
    registers,
  })
  return {
    slotsChecked: (outcome, slots) => checked.inc({ outcome }, slots),
    decided: (decision) => admissions.inc({ outcome: outcomeOf(decision) }),
    admittedFromCredit: () => admissions.inc({ outcome: 'admitted' }),
    failed: () => admissions.inc({ outcome: 'failed' }),
    databaseAway: (isAway) => away.set(isAway ? 1 : 0),
    requestsDropped: (count) => dropped.inc(count),
    requestsPurged: (count) => purged.inc(count),
    oldestRequest: (ageSeconds) => oldest.set(ageSeconds),
  }
}

function outcomeOf(decision: Decision): string {
  if (decision.outcome !== 'LIMITED') return decision.outcome.toLowerCase()
  return `${decision.data.limit}_${decision.data.of}`
}
