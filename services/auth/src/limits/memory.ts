import type { Rate } from '@runhive/contracts/admission'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import {
  type Ask,
  type LimitKind,
  type Limits,
  maximumOf,
  nearest,
  type Subject,
  type Verdict,
  windowMs,
} from '../domain/limits.ts'
import { createMemoryLeases, type MemoryLeases } from './memory-leases.ts'

/** The longest window, milliseconds: Node's timers reach no further than 24 days. */
const MAX_WINDOW_MS = 24 * 60 * 60_000

/** Limits in memory; its leases are as `createMemoryLeases` says. */
export interface MemoryLimits extends Omit<MemoryLeases, 'take'> {
  take(ask: Ask): Promise<Verdict>
}

/**
 * The limits of one process, while the database is away: every subject starts afresh, so they are kinder than the
 * real ones, but they are limits. A request's rate is a fixed window here: in the time in which its bucket would
 * fill, as many as it holds.
 */
export function createMemoryLimits(deps: { now: () => Date }): MemoryLimits {
  const limiters = new Map<string, RateLimiterMemory>()
  const leases = createMemoryLeases(deps.now)

  const limiterOf = (limits: Limits): RateLimiterMemory => {
    const durationMs = Math.min(windowMs(limits), MAX_WINDOW_MS)
    const name = `${limits.burst}/${durationMs}`
    const limiter =
      limiters.get(name) ?? new RateLimiterMemory({ points: limits.burst, duration: durationMs / 1_000 })
    limiters.set(name, limiter)
    return limiter
  }

  return {
    ...leases,
    async take(ask) {
      const [first, second] = ask.subjects
      const ofFirst = await consume(limiterOf(first.limits), first)
      if (ofFirst.refused) return limited('rate', first, ofFirst.rate.resetMs, ofFirst.rate)
      const ofSecond = second && (await consume(limiterOf(second.limits), second))
      if (second && ofSecond?.refused) {
        await limiterOf(first.limits).reward(first.id)
        return limited('rate', second, ofSecond.rate.resetMs, ofSecond.rate)
      }
      const rate = ofSecond ? nearest([ofFirst.rate, ofSecond.rate]) : ofFirst.rate
      if (ask.execution === undefined) return { kind: 'within', rate, outstanding: undefined }
      const taken = leases.take(ask, ask.execution)
      if (typeof taken === 'number') return { kind: 'within', rate, outstanding: taken }
      return limited(taken.limit, taken.subject, taken.retryAfterMs, rate)
    },
  }
}

async function consume(
  limiter: RateLimiterMemory,
  { id, limits }: Subject,
): Promise<{ refused: boolean; rate: Rate }> {
  try {
    return { refused: false, rate: toRate(await limiter.consume(id), limits) }
  } catch (error) {
    // The library's way to say no.
    if (!(error instanceof RateLimiterRes)) throw error
    return { refused: true, rate: toRate(error, limits) }
  }
}

const toRate = ({ remainingPoints, msBeforeNext }: RateLimiterRes, limits: Limits): Rate => ({
  limit: limits.burst,
  remaining: Math.max(0, remainingPoints),
  resetMs: Math.max(0, msBeforeNext),
  windowMs: windowMs(limits),
})

const limited = (limit: LimitKind, subject: Subject, retryAfterMs: number, rate: Rate): Verdict => ({
  kind: 'limited',
  limit,
  of: subject.of,
  maximum: maximumOf(limit, subject.limits),
  retryAfterMs,
  rate,
})
