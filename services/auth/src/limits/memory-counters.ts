import { msToNextDay, toDay } from '../domain/day.ts'
import {
  CONCURRENCY_RETRY_MS,
  type Refusal,
  refillPerMs,
  type Subject,
  untilFullMs,
} from '../domain/limits.ts'
import type { ExecutionCount, MemorySlot } from './memory-slots.ts'

/** What one subject has used, as a row of the table `counters`. */
export interface Counter extends ExecutionCount {
  subject: Subject
  refilledAtMs: number
}

/** With fewer counters than this, forgetting is not worth the search. */
const FORGET_FROM = 1_000

export function createMemoryCounters() {
  const counters = new Map<string, Counter>()
  let forgetAt = FORGET_FROM
  return {
    get: (subject: string) => counters.get(subject),
    size: () => counters.size,
    /** The counter of a subject, refilled, with the executions of this day. */
    refill(subject: Subject, at: Date): Counter {
      const atMs = at.getTime()
      const day = toDay(at)
      const fresh = { tokens: Infinity, refilledAtMs: atMs, executions: 0, day, slots: new Set<MemorySlot>() }
      const counter = counters.get(subject.id) ?? { subject, ...fresh }
      counters.set(subject.id, counter)
      const tokens = tokensAt({ ...counter, subject }, atMs)
      const executions = counter.day === day ? counter.executions : 0
      return Object.assign(counter, { subject, tokens, refilledAtMs: atMs, day, executions })
    },
    /** Whether there are twice as many as were left when idle ones were last forgotten. */
    areMany: () => counters.size >= forgetAt,
    /** Forgets counters that are like new ones. */
    forgetIdle(at: Date): void {
      for (const [id, counter] of counters) {
        const isUsed = counter.slots.size > 0 || (counter.executions > 0 && counter.day === toDay(at))
        const isFull = tokensAt(counter, at.getTime()) >= counter.subject.limits.burst
        if (!isUsed && isFull) counters.delete(id)
      }
      forgetAt = Math.max(FORGET_FROM, 2 * counters.size)
    },
  }
}

const tokensAt = ({ subject: { limits }, tokens, refilledAtMs }: Counter, atMs: number) =>
  Math.min(limits.burst, tokens + Math.max(0, atMs - refilledAtMs) * refillPerMs(limits))

/** By the subject that must wait longest for its next whole token. */
export function findMissingToken(counted: readonly Counter[]): Refusal | undefined {
  const waitsMs = counted.map(({ tokens, subject }) =>
    tokens < 1 ? (1 - tokens) / refillPerMs(subject.limits) : 0,
  )
  const retryAfterMs = Math.max(...waitsMs)
  return retryAfterMs > 0
    ? { limit: 'rate', by: waitsMs.indexOf(retryAfterMs) === 1 ? 1 : 0, retryAfterMs }
    : undefined
}

export function findSpent(counted: readonly Counter[], now: Date): Refusal | undefined {
  const by = counted.findIndex(
    ({ executions, subject: { limits } }) => executions >= (limits.executionsPerDay ?? Infinity),
  )
  return by < 0 ? undefined : { limit: 'quota', by: by === 1 ? 1 : 0, retryAfterMs: msToNextDay(now) }
}

export function findFull(counted: readonly Counter[]): Refusal | undefined {
  const by = counted.findIndex(
    ({ slots, subject: { limits } }) => slots.size >= (limits.concurrentExecutions ?? Infinity),
  )
  return by < 0
    ? undefined
    : { limit: 'concurrency', by: by === 1 ? 1 : 0, retryAfterMs: CONCURRENCY_RETRY_MS }
}

/** Whether a spare execution would leave less than `keeps` of a limit. */
export function isNarrow(counted: readonly Counter[], keeps: number): boolean {
  return counted.some(({ tokens, executions, slots, subject: { limits } }) => {
    const { executionsPerDay = Infinity, concurrentExecutions = Infinity } = limits
    const left = Math.min(tokens, executionsPerDay - executions, concurrentExecutions - slots.size)
    return left - 1 < keeps
  })
}

/** When the first of these buckets may be full without the spare execution that is taken now, milliseconds. */
export function fullAtMs(counted: readonly Counter[], atMs: number): number {
  const inMs = counted.map(({ tokens, slots, subject }) =>
    untilFullMs({ tokens, slots: slots.size }, subject.limits),
  )
  return atMs + Math.min(...inMs)
}
