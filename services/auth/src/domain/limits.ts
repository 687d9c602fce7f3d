import type { Allowance } from '@runhive/contracts/account'
import type { Rate } from '@runhive/contracts/admission'

/** Whose limit it is. */
export type LimitOwner = 'ip' | 'key' | 'account'

/** Limits of one subject; those that are not named are none. */
export type Limits = Pick<Allowance, 'requestsPerMinute' | 'burst'> &
  Partial<Pick<Allowance, 'executionsPerDay' | 'concurrentExecutions'>>

/** Somebody whose requests are counted. */
export interface Subject {
  readonly of: LimitOwner
  /** Unique among all subjects: `account:<id>`, `key:<id>`, `ip:<address>`. */
  readonly id: string
  readonly accountId?: string
  readonly keyId?: string
  readonly limits: Limits
}

/** An execution that a request asks for. */
export interface WantedExecution {
  /** The account as executions name it. */
  readonly owner: string
  readonly id: string
  /** After how many milliseconds its lease lapses, if nothing ends it before. */
  readonly leaseMs: number
}

/** A request as the limits see it. The first subject decides what `outstanding` is; a key comes second, inside its account. */
export interface Ask {
  readonly subjects: readonly [Subject] | readonly [Subject, Subject]
  readonly execution?: WantedExecution | undefined
}

export type LimitKind = 'rate' | 'quota' | 'concurrency'

export type Verdict =
  | { readonly kind: 'within'; readonly rate: Rate; readonly outstanding: number | undefined }
  | {
      readonly kind: 'limited'
      readonly limit: LimitKind
      readonly of: LimitOwner
      readonly maximum: number
      readonly retryAfterMs: number
      readonly rate: Rate
    }
  /** The account or key was removed while the request was under way. */
  | { readonly kind: 'gone' }

const MINUTE_MS = 60_000

/** Tokens that come back in a millisecond. */
export function refillPerMs({ requestsPerMinute }: Pick<Limits, 'requestsPerMinute'>): number {
  return requestsPerMinute / MINUTE_MS
}

/** The time in which an empty bucket fills, milliseconds: in it, `burst` requests are what can be sustained. */
export function windowMs(limits: Pick<Limits, 'requestsPerMinute' | 'burst'>): number {
  return limits.burst / refillPerMs(limits)
}

/** What a bucket that holds `left` tokens looks like from outside. */
export function toRate(left: number, limits: Pick<Limits, 'requestsPerMinute' | 'burst'>): Rate {
  const held = Math.min(Math.max(left, 0), limits.burst)
  return {
    limit: limits.burst,
    remaining: Math.floor(held),
    resetMs: (limits.burst - held) / refillPerMs(limits),
    windowMs: windowMs(limits),
  }
}

/** The one of which fewer requests are left. */
export function nearest(rates: readonly [Rate, ...Rate[]]): Rate {
  return rates.reduce((near, rate) => (rate.remaining < near.remaining ? rate : near))
}

/** The number that somebody who ran into a limit is told. */
export function maximumOf(limit: LimitKind, limits: Limits): number {
  if (limit === 'rate') return limits.requestsPerMinute
  return (limit === 'quota' ? limits.executionsPerDay : limits.concurrentExecutions) ?? 0
}

/**
 * A key's own limits inside its account's: the smaller one decides. A key with a rate of its own and no burst may not
 * ask for more at once than for a minute: that is what somebody who wrote "50 a minute" meant.
 */
export function keyLimits(
  own: { [K in keyof Allowance]?: Allowance[K] | undefined },
  plan: Allowance,
): Allowance {
  const smaller = (one: number | undefined, other: number) => Math.min(one ?? other, other)
  return {
    requestsPerMinute: smaller(own.requestsPerMinute, plan.requestsPerMinute),
    burst: smaller(own.burst ?? own.requestsPerMinute, plan.burst),
    executionsPerDay: smaller(own.executionsPerDay, plan.executionsPerDay),
    concurrentExecutions: smaller(own.concurrentExecutions, plan.concurrentExecutions),
  }
}
