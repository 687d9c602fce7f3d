import { type Slot, slotOf } from '../domain/limits.ts'
import { CHECK_AFTER_MS, CLAIM_MS, TOO_OLD_MS, WITHDRAWN_MS } from '../domain/slot-check-times.ts'
import type { MemorySlots } from './memory-slots.ts'

/**
 * Checks of slots whose execution may never have been accepted: in memory what `../db/slot-checks.ts` is in Postgres.
 */
export function createMemoryChecks(slots: MemorySlots, nowMs: () => number) {
  /** Until when, by execution; the oldest first. */
  const withdrawn = new Map<string, number>()
  const setCheck = (some: readonly Slot[], atMs: number | undefined) => {
    for (const slot of some.map(slots.find)) if (slot?.checkAtMs !== undefined) slot.checkAtMs = atMs
  }
  const isWithdrawn = (executionId: string) => (withdrawn.get(executionId) ?? 0) > nowMs()
  return {
    /** Gives back the slots of these executions, of any owner. For a while they can take none. */
    withdraw(executionIds: readonly string[]): void {
      for (const id of withdrawn.keys()) {
        if (isWithdrawn(id)) break
        withdrawn.delete(id)
      }
      const ids = new Set(executionIds)
      for (const id of ids) {
        withdrawn.delete(id)
        withdrawn.set(id, nowMs() + WITHDRAWN_MS)
      }
      const taken = [...slots.all()].filter(({ execution }) => ids.has(execution.id))
      for (const { execution } of taken) slots.release(slotOf(execution), { giveBack: true, unused: true })
    },
    isWithdrawn,
    /** Slots that are due to be checked, claimed for a while. Those that are too old are left to lapse. */
    claimDue(limit: number): { until: number; slots: Slot[] } {
      const until = nowMs() + CLAIM_MS
      const due: Slot[] = []
      for (const slot of slots.all()) {
        if (due.length === limit) break
        if (slot.checkAtMs === undefined || slot.checkAtMs > nowMs()) continue
        const isTooOld = nowMs() - slot.takenAtMs >= TOO_OLD_MS
        slot.checkAtMs = isTooOld ? undefined : until
        if (!isTooOld) due.push(slotOf(slot.execution))
      }
      return { until, slots: due }
    },
    /** In how many milliseconds the next slot is due to be checked; undefined when none is. */
    nextDueMs(): number | undefined {
      const times = [...slots.all()].flatMap(({ checkAtMs }) => checkAtMs ?? [])
      return times.length === 0 ? undefined : times.reduce((first, ms) => Math.min(first, ms)) - nowMs()
    },
    /** Ends those of the claimed slots that are still as they were claimed. Gives how many. */
    endClaimed(claimed: { until: number; slots: readonly Slot[] }, options: { giveBack: boolean }): number {
      const unchanged = claimed.slots.filter((slot) => slots.find(slot)?.checkAtMs === claimed.until)
      return unchanged.filter((slot) => slots.release(slot, options)).length
    },
    /** Their executions were accepted: they are not checked again. */
    confirm: (some: readonly Slot[]) => setCheck(some, undefined),
    /** Gateways still decide about their executions: they are checked later. */
    postpone: (some: readonly Slot[], forMs = CHECK_AFTER_MS) => setCheck(some, nowMs() + forMs),
  }
}
