import { msToNextDay, toDay } from '../domain/day.ts'
import { CHECK_AFTER_MS, CLAIM_MS, TOO_OLD_MS, WITHDRAWN_MS } from '../domain/lease-times.ts'
import type { Ask, LimitKind, Subject, WantedExecution } from '../domain/limits.ts'

/** An execution that ends is not told in advance: when to ask again for a place is a guess. */
const CONCURRENCY_RETRY_MS = 1_000
/** How often lapsed leases are looked for while nobody is refused because of them, milliseconds. */
const LOOK_EVERY_MS = 1_000

interface Lease {
  readonly ask: Ask
  readonly wanted: WantedExecution
  readonly takenAtMs: number
  /** When to ask whether its execution was accepted; undefined once that is known. */
  checkAtMs: number | undefined
}

interface Ref {
  readonly owner: string
  readonly executionId: string
}

export type Against = { readonly limit: LimitKind; readonly subject: Subject; readonly retryAfterMs: number }

/** A request whose lease lives here, and whether its execution is known to have been accepted. */
export interface HeldLease {
  readonly ask: Ask
  readonly confirmed: boolean
}

export type MemoryLeases = ReturnType<typeof createMemoryLeases>

/** Leases and daily counts of one process. */
export function createMemoryLeases(now: () => Date) {
  const leases = new Map<string, Lease>()
  const live = new Map<string, number>()
  /** Until when, by execution. */
  const withdrawn = new Map<string, number>()
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
  const end = (key: string): Lease | undefined => {
    const lease = leases.get(key)
    if (lease && leases.delete(key)) add(live, lease.ask.subjects, -1)
    return lease
  }
  const dropLapsed = () => {
    lookedAtMs = nowMs()
    for (const [key, { takenAtMs, wanted }] of leases) if (takenAtMs + wanted.leaseMs <= lookedAtMs) end(key)
    for (const [id, untilMs] of withdrawn) if (untilMs <= lookedAtMs) withdrawn.delete(id)
  }
  const findFull = (subjects: readonly Subject[]) =>
    subjects.find(({ id, limits }) => (live.get(id) ?? 0) >= (limits.concurrentExecutions ?? Infinity))
  const release = ({ owner, executionId }: Ref, { giveBack }: { giveBack: boolean }): boolean => {
    const lease = end(leaseKey(owner, executionId))
    if (lease && giveBack) add(usedToday(), lease.ask.subjects, -1)
    return lease !== undefined
  }
  const setCheck = (refs: readonly Ref[], atMs: number | undefined) => {
    for (const { owner, executionId } of refs) {
      const lease = leases.get(leaseKey(owner, executionId))
      if (lease?.checkAtMs !== undefined) lease.checkAtMs = atMs
    }
  }

  return {
    /** Takes the lease that is wanted; gives what stands against it, or how many leases the first subject had before. */
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
      if (withdrawn.has(wanted.id)) return before
      add(counted, subjects, 1)
      add(live, subjects, 1)
      leases.set(key, { ask, wanted, takenAtMs: nowMs(), checkAtMs: nowMs() + CHECK_AFTER_MS })
      return before
    },
    /** False when there is none. */
    release,
    /** Gives back the leases under these ids, whoever's they are, and takes none for a while. */
    withdraw(executionIds: readonly string[]): void {
      const ids = new Set(executionIds)
      for (const id of ids) withdrawn.set(id, nowMs() + WITHDRAWN_MS)
      for (const { wanted } of [...leases.values()]) {
        if (ids.has(wanted.id)) release({ owner: wanted.owner, executionId: wanted.id }, { giveBack: true })
      }
    },
    /** Leases whose time to be looked at has come, claimed for a while. Those that are too old are left to lapse. */
    claimDue(limit: number): { until: number; leases: Ref[] } {
      const until = nowMs() + CLAIM_MS
      const due: Ref[] = []
      for (const lease of leases.values()) {
        if (due.length === limit) break
        if (lease.checkAtMs === undefined || lease.checkAtMs > nowMs()) continue
        const isTooOld = nowMs() - lease.takenAtMs >= TOO_OLD_MS
        lease.checkAtMs = isTooOld ? undefined : until
        if (!isTooOld) due.push({ owner: lease.wanted.owner, executionId: lease.wanted.id })
      }
      return { until, leases: due }
    },
    /** Ends those of the claimed leases that are still as they were claimed. Gives how many. */
    endClaimed(claimed: { until: number; leases: readonly Ref[] }, options: { giveBack: boolean }): number {
      const same = claimed.leases.filter(
        ({ owner, executionId }) => leases.get(leaseKey(owner, executionId))?.checkAtMs === claimed.until,
      )
      return same.filter((ref) => release(ref, options)).length
    },
    /** Their executions were accepted: they are not looked at again. */
    confirm: (refs: readonly Ref[]) => setCheck(refs, undefined),
    /** Their executions are still being decided about: they are looked at later. */
    keep: (refs: readonly Ref[], forMs = CHECK_AFTER_MS) => setCheck(refs, nowMs() + forMs),
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

const leaseKey = (owner: string, executionId: string) => `${owner}.${executionId}`
