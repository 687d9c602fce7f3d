import { msToNextDay, toDay } from '../domain/day.ts'
import type { Ask, LimitKind, Subject, WantedExecution } from '../domain/limits.ts'

/** An execution that ends is not told in advance: when to ask again for a place is a guess. */
const CONCURRENCY_RETRY_MS = 1_000
/** How often lapsed leases are looked for while nobody is refused because of them, milliseconds. */
const LOOK_EVERY_MS = 1_000

interface Lease {
  readonly ask: Ask
  readonly lapsesAtMs: number
}

export type Against = { readonly limit: LimitKind; readonly subject: Subject; readonly retryAfterMs: number }

/** Leases and daily counts of one process. */
export function createMemoryLeases(now: () => Date) {
  const leases = new Map<string, Lease>()
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
  const usedToday = () => {
    const day = toDay(now())
    if (day !== usedOn) used = new Map()
    usedOn = day
    return used
  }
  const end = (key: string): Lease | undefined => {
    const lease = leases.get(key)
    if (lease && leases.delete(key)) add(live, lease.ask.subjects, -1)
    return lease
  }
  const dropLapsed = () => {
    lookedAtMs = now().getTime()
    for (const [key, { lapsesAtMs }] of leases) if (lapsesAtMs <= lookedAtMs) end(key)
  }
  const findFull = (subjects: readonly Subject[]) =>
    subjects.find(({ id, limits }) => (live.get(id) ?? 0) >= (limits.concurrentExecutions ?? Infinity))

  return {
    /** Takes the lease that is wanted; gives what stands against it, or how many leases the first subject had before. */
    take(ask: Ask, wanted: WantedExecution): Against | number {
      const { subjects } = ask
      if (now().getTime() - lookedAtMs >= LOOK_EVERY_MS || findFull(subjects)) dropLapsed()
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
      add(counted, subjects, 1)
      add(live, subjects, 1)
      leases.set(key, { ask, lapsesAtMs: now().getTime() + wanted.leaseMs })
      return before
    },
    /** False when there is none. */
    release(owner: string, executionId: string, options: { giveBack: boolean }): boolean {
      const lease = end(leaseKey(owner, executionId))
      if (lease && options.giveBack) add(usedToday(), lease.ask.subjects, -1)
      return lease !== undefined
    },
    /** The requests whose leases live here. */
    list(): Ask[] {
      dropLapsed()
      return [...leases.values()].map(({ ask }) => ask)
    },
  }
}

const leaseKey = (owner: string, executionId: string) => `${owner}.${executionId}`
