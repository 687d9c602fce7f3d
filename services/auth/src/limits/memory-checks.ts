import type { LeaseRef } from '../db/limits.ts'
import { CHECK_AFTER_MS, CLAIM_MS, TOO_OLD_MS, WITHDRAWN_MS } from '../domain/slot-check-times.ts'
import { leaseKey, type MemoryLease } from './memory-lease.ts'

export interface MemoryChecksDeps {
  readonly leases: ReadonlyMap<string, MemoryLease>
  readonly release: (lease: LeaseRef, options: { giveBack: boolean }) => boolean
  readonly nowMs: () => number
}

/**
 * The looking after leases in memory whose execution may never have been accepted: as `src/db/lease-checks.ts` does
 * in the database.
 */
export function createMemoryChecks({ leases, release, nowMs }: MemoryChecksDeps) {
  /** Until when, by execution. */
  const withdrawn = new Map<string, number>()
  const find = ({ owner, executionId }: LeaseRef) => leases.get(leaseKey(owner, executionId))
  const setCheck = (refs: readonly LeaseRef[], atMs: number | undefined) => {
    for (const lease of refs.map(find)) if (lease?.checkAtMs !== undefined) lease.checkAtMs = atMs
  }
  return {
    /** Gives back the leases under these ids, whoever's they are. For a while none is taken under them. */
    withdraw(executionIds: readonly string[]): void {
      const ids = new Set(executionIds)
      for (const id of ids) withdrawn.set(id, nowMs() + WITHDRAWN_MS)
      const refs = [...leases.values()].map(refOf).filter(({ executionId }) => ids.has(executionId))
      for (const ref of refs) release(ref, { giveBack: true })
    },
    isWithdrawn: (executionId: string) => (withdrawn.get(executionId) ?? 0) > nowMs(),
    forgetWithdrawn(): void {
      for (const [id, untilMs] of withdrawn) if (untilMs <= nowMs()) withdrawn.delete(id)
    },
    /** Leases whose time to be looked at has come, claimed for a while. Those that are too old are left to lapse. */
    claimDue(limit: number): { until: number; leases: LeaseRef[] } {
      const until = nowMs() + CLAIM_MS
      const due: LeaseRef[] = []
      for (const lease of leases.values()) {
        if (due.length === limit) break
        if (lease.checkAtMs === undefined || lease.checkAtMs > nowMs()) continue
        const isTooOld = nowMs() - lease.takenAtMs >= TOO_OLD_MS
        lease.checkAtMs = isTooOld ? undefined : until
        if (!isTooOld) due.push(refOf(lease))
      }
      return { until, leases: due }
    },
    /** Ends those of the claimed leases that are still as they were claimed. Gives how many. */
    endClaimed(
      claimed: { until: number; leases: readonly LeaseRef[] },
      options: { giveBack: boolean },
    ): number {
      const unchanged = claimed.leases.filter((ref) => find(ref)?.checkAtMs === claimed.until)
      return unchanged.filter((ref) => release(ref, options)).length
    },
    /** Their executions were accepted: they are not looked at again. */
    confirm: (refs: readonly LeaseRef[]) => setCheck(refs, undefined),
    /** Their executions are still being decided about: they are looked at later. */
    keep: (refs: readonly LeaseRef[], forMs = CHECK_AFTER_MS) => setCheck(refs, nowMs() + forMs),
  }
}

const refOf = ({ wanted }: MemoryLease): LeaseRef => ({ owner: wanted.owner, executionId: wanted.id })
