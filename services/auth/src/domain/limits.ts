/**
 * The rules of rate, quota and concurrency.
 *
 * Two engines follow them: Postgres (`../db/limits.ts` and the function `admit_requests` of the migrations), which all processes
 * share, and memory (`../limits/memory.ts`), which decides in each process while the database is away. One property
 * test runs the same random operations against both: `../limits/engines.live.test.ts`.
 *
 * **Subjects.** A request counts against its account and, with a key, also against the key, in this order; without
 * either, against its address. Rate is checked first, then quota, then concurrency, each for all subjects. The first
 * refusal decides, and nothing after it is counted.
 *
 * **Rate.** Each subject has a token bucket. It is full at first, holds `burst` tokens, and is refilled continuously at
 * `requestsPerMinute`. A request takes one whole token from each of its buckets, or none from any. When tokens are
 * missing, the subject with the longer wait refuses (of equal ones the first), and the wait is until its next whole
 * token. A token is never given back, not even when quota or concurrency refuses the request.
 *
 * **Executions.** A request for an execution takes a concurrency slot under the execution's owner and id. When there is
 * a slot under them already, it is admitted and takes nothing more. Otherwise:
 *
 * - **Quota.** The first subject that has had `executionsPerDay` on this day (UTC) refuses, until midnight.
 * - **Concurrency.** The first subject that has `concurrentExecutions` slots refuses. When one will be free is not
 *   known, so the wait is {@link CONCURRENCY_RETRY_MS}.
 * - When it is admitted, every subject has one execution of the day and one slot more. `outstanding` is how many other
 *   slots the first subject has.
 *
 * **The end of a slot.** It ends when it is released, or lapses `lapsesAfterMs` after it was taken: from that moment on
 * it does not count. A release may give the execution back to the quota, but only to that of the day it was counted on.
 * Slots that were withdrawn are given back in the same way, within seconds. Once a slot has lapsed, a release may come
 * too late to give anything back.
 *
 * **Spare executions.** A gateway takes credit: executions that its caller has not asked for yet. Each is a request
 * like any other, but gives way to real ones: it is admitted only if it leaves `keeps` ({@link keptBy}) over, of the
 * whole tokens in each bucket, of the executions of the day and of the slots of each subject. Otherwise, or when there
 * is a slot under its id, it is `narrow`, and nothing is counted. So what is admitted from credit has been counted
 * before, and no limit is ever passed; the tokens of a bucket are used later than they were taken, which is why a
 * moment may see as many requests more than the bucket holds as there was credit.
 *
 * A spare that is withdrawn was never used: beside its slot and its execution of the day, its tokens come back, but
 * only while none of its buckets can have become full without it. From then on they have come back by themselves.
 *
 * Two differences are intended. Memory counts for one process alone, from zero; and it cannot know that an account or
 * key was removed (`gone`).
 */

import type { Allowance } from '@runhive/contracts/account'
import type { Rate } from '@runhive/contracts/admission'

/** Whose limit it is. */
export type LimitOwner = 'ip' | 'key' | 'account'

/** Limits of one subject; those that are not named are none. */
export type Limits = Pick<Allowance, 'requestsPerMinute' | 'burst'> &
  Partial<Pick<Allowance, 'executionsPerDay' | 'concurrentExecutions'>>

/** An account, key or address whose requests are counted. */
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
  /** After how many milliseconds its slot lapses, if nothing ends it before. */
  readonly lapsesAfterMs: number
}

/** A request as the limits see it. A key comes second, after its account. */
export interface LimitRequest {
  readonly subjects: readonly [Subject] | readonly [Subject, Subject]
  readonly execution?: WantedExecution | undefined
  /** Of a spare execution: how much must be left of every limit after it. */
  readonly keeps?: number | undefined
}

/** A concurrency slot: the place of one execution among those that its account may have at once. */
export interface Slot {
  readonly owner: string
  readonly executionId: string
}

export const slotOf = ({ owner, id }: WantedExecution): Slot => ({ owner, executionId: id })

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
  /** Of a spare execution: it would not have left enough for others. */
  | { readonly kind: 'narrow'; readonly rate: Rate }
  /** The account or key was removed while the request was under way. */
  | { readonly kind: 'gone' }

/** What a request that is not for a spare execution gets. */
export type Answer = Exclude<Verdict, { kind: 'narrow' }>

/** When to ask for a slot again is a guess: nothing says in advance that an execution will end. */
export const CONCURRENCY_RETRY_MS = 1_000

/** Spare executions leave at least this much of every limit. So a limit up to this one is always asked about. */
const KEPT = 20
/** And each gateway's leave this many times as much as they are themselves. */
const KEPT_SHARE = 7

/** How much the `nth` of the spare executions that are asked for together must leave of every limit. */
export const keptBy = (nth: number): number => Math.max(KEPT, KEPT_SHARE * nth)

/**
 * In how many whole milliseconds a bucket may be full, if no spare execution is used, as seen before one is taken.
 * `slots` are those of its subject: at most so many spares may give a token back.
 */
export function untilFullMs(
  { tokens, slots }: { tokens: number; slots: number },
  limits: Pick<Limits, 'requestsPerMinute' | 'burst'>,
): number {
  return Math.floor((limits.burst - (tokens + slots)) / refillPerMs(limits))
}

const MINUTE_MS = 60_000

/** Tokens that come back in a millisecond. */
export function refillPerMs({ requestsPerMinute }: Pick<Limits, 'requestsPerMinute'>): number {
  return requestsPerMinute / MINUTE_MS
}

/** The time in which an empty bucket fills, milliseconds: in it, `burst` requests are what can be sustained. */
export function windowMs(limits: Pick<Limits, 'requestsPerMinute' | 'burst'>): number {
  return limits.burst / refillPerMs(limits)
}

/** What a bucket with so many tokens looks like from outside. */
export function toRate(tokens: number, limits: Pick<Limits, 'requestsPerMinute' | 'burst'>): Rate {
  const left = Math.min(Math.max(tokens, 0), limits.burst)
  return {
    limit: limits.burst,
    remaining: Math.floor(left),
    resetMs: (limits.burst - left) / refillPerMs(limits),
    windowMs: windowMs(limits),
  }
}

/** The one of which fewer requests are left. */
export function nearest(rates: readonly [Rate, ...Rate[]]): Rate {
  return rates.reduce((near, rate) => (rate.remaining < near.remaining ? rate : near))
}

export interface Refusal {
  readonly limit: LimitKind
  /** Which of the request's subjects refused. */
  readonly by: 0 | 1
  readonly retryAfterMs: number
}

/** The verdict on a request that an engine has counted. `tokens` are what is left in the subjects' buckets. */
export function toVerdict(
  { subjects: [first, second] }: LimitRequest,
  counted: {
    tokens: readonly [number, (number | undefined)?]
    refusal?: Refusal | 'narrow' | undefined
    outstanding?: number | undefined
  },
): Verdict {
  const { tokens, refusal, outstanding } = counted
  const ofFirst = toRate(tokens[0], first.limits)
  const ofSecond = second && toRate(tokens[1] ?? 0, second.limits)
  const rate = ofSecond ? nearest([ofFirst, ofSecond]) : ofFirst
  if (!refusal) return { kind: 'within', rate, outstanding }
  if (refusal === 'narrow') return { kind: 'narrow', rate }
  const { limit, by, retryAfterMs } = refusal
  const subject = (by === 1 && second) || first
  return {
    kind: 'limited',
    limit,
    of: subject.of,
    maximum: maximumOf(limit, subject.limits),
    retryAfterMs,
    rate: limit === 'rate' && by === 1 && ofSecond ? ofSecond : rate,
  }
}

/** The number that a caller who ran into a limit sees. */
function maximumOf(limit: LimitKind, limits: Limits): number {
  if (limit === 'rate') return limits.requestsPerMinute
  return (limit === 'quota' ? limits.executionsPerDay : limits.concurrentExecutions) ?? 0
}

/**
 * A key's own limits inside its account's: the smaller one decides. A key with a rate of its own and no burst may not
 * make more than a minute's worth of requests at once: that is what "50 a minute" means.
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
