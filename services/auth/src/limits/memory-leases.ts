import type { LeaseRef } from '../db/limits.ts'
import { msToNextDay, toDay } from '../domain/day.ts'
import type { Ask, LimitKind, Subject, WantedExecution } from '../domain/limits.ts'
import { CHECK_AFTER_MS } from '../domain/slot-check-times.ts'
import { createMemoryChecks } from './memory-checks.ts'
import { leaseKey, type MemoryLease } from './memory-lease.ts'

/** An execution that ends is not told in advance: when to ask again for a place is a guess. */
const CONCURRENCY_RETRY_MS = 1_000
/** How often lapsed leases are looked for while nobody is refused because of them, milliseconds. */
const LOOK_EVERY_MS = 1_000

export type Against = { readonly limit: LimitKind; readonly subject: Subject; readonly retryAfterMs: number }

/** A request whose lease lives here, and whether its execution is known to have been accepted. */
export interface HeldLease {
  readonly ask: Ask
  readonly confirmed: boolean
}

export type MemoryLeases = ReturnType<typeof createMemoryLeases>

/** Leases and daily counts of one process. */
export function createMemoryLeases(now: () => Date) {
  const leases = new Map<string, MemoryLease>()
  const live = new Map<string, number>()
  let used = new Map<string, number>()
  let usedOn = ''
  let lookedAtMs = 0

  const add = (counts: Map<string, number>, subjects: readonly Subject[], by: 1 | -1) => {
    for (const { id } of subjects) {
      const sum = (counts.get(id) ?? 0) + by
      if (sum > 0) counts.set(id, sum)
      else counts.delete(id)
    }
  }
  const nowMs = () => now().getTime()
  const usedToday = () => {
    const day = toDay(now())
    if (day !== usedOn) used = new Map()
    usedOn = day
    return used
  }
  const end = (key: string): MemoryLease | undefined => {
    const lease = leases.get(key)
    if (lease && leases.delete(key)) add(live, lease.ask.subjects, -1)
    return lease
  }
  const dropLapsed = () => {
    lookedAtMs = nowMs()
    for (const [key, { takenAtMs, wanted }] of leases) if (takenAtMs + wanted.leaseMs <= lookedAtMs) end(key)
    checks.forgetWithdrawn()
  }
  const findFull = (subjects: readonly Subject[]) =>
    subjects.find(({ id, limits }) => (live.get(id) ?? 0) >= (limits.concurrentExecutions ?? Infinity))
  const release = ({ owner, executionId }: LeaseRef, { giveBack }: { giveBack: boolean }): boolean => {
    const lease = end(leaseKey(owner, executionId))
    if (lease && giveBack) add(usedToday(), lease.ask.subjects, -1)
    return lease !== undefined
  }
  const checks = createMemoryChecks({ leases, release, nowMs })

  return {
    ...checks,
    /**
     * Takes the lease that is wanted; gives what stands against it, or how many leases the first subject had before.
     */
    take(ask: Ask, wanted: WantedExecution): Against | number {
      const { subjects } = ask
      if (nowMs() - lookedAtMs >= LOOK_EVERY_MS || findFull(subjects)) dropLapsed()
      const before = live.get(subjects[0].id) ?? 0
      const key = leaseKey(wanted.owner, wanted.id)
      if (leases.has(key)) return before - 1
      const counted = usedToday()
      const spent = subjects.find(
        ({ id, limits }) => (counted.get(id) ?? 0) >= (limits.executionsPerDay ?? Infinity),
      )
      if (spent) return { limit: 'quota', subject: spent, retryAfterMs: msToNextDay(now()) }
      const full = findFull(subjects)
      if (full) return { limit: 'concurrency', subject: full, retryAfterMs: CONCURRENCY_RETRY_MS }
      // Nobody waits for this answer any more.
      if (checks.isWithdrawn(wanted.id)) return before
      add(counted, subjects, 1)
      add(live, subjects, 1)
      leases.set(key, { ask, wanted, takenAtMs: nowMs(), checkAtMs: nowMs() + CHECK_AFTER_MS })
      return before
    },
    /** False when there is none. */
    release,
    /** What counts against a subject: live leases, and executions of the day. */
    countsOf: (subject: string) => ({
      outstanding: live.get(subject) ?? 0,
      executions: usedToday().get(subject) ?? 0,
    }),
    /** The leases that live here. */
    list(): HeldLease[] {
      dropLapsed()
      return [...leases.values()].map(({ ask, checkAtMs }) => ({ ask, confirmed: checkAtMs === undefined }))
    },
  }
}
