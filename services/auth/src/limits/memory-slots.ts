import { type LimitRequest, type Slot, slotOf, type WantedExecution } from '../domain/limits.ts'

/** What one subject has of executions. */
export interface ExecutionCount {
  executions: number
  /** Left in its bucket when it was last refilled. */
  tokens: number
  /** On which these were counted. */
  day: string
  readonly slots: Set<MemorySlot>
}

/** A concurrency slot in the memory of this process. */
export interface MemorySlot {
  readonly request: LimitRequest
  readonly execution: WantedExecution
  /** Of the request's subjects. */
  readonly counts: readonly ExecutionCount[]
  readonly takenAtMs: number
  /** On which its execution was counted. */
  readonly day: string
  /** When to ask whether its execution was accepted; undefined once that is known. */
  checkAtMs: number | undefined
  /** Of a spare execution: until when withdrawing it gives its tokens back too. */
  readonly tokenUntilMs?: number | undefined
}

export type MemorySlots = ReturnType<typeof createMemorySlots>

export function createMemorySlots(nowMs: () => number) {
  const slots = new Map<string, MemorySlot>()
  const keyOf = ({ owner, executionId }: Slot) => `${owner}.${executionId}`
  const find = (slot: Slot) => slots.get(keyOf(slot))
  const isLive = ({ takenAtMs, execution }: MemorySlot) => nowMs() < takenAtMs + execution.lapsesAfterMs
  /** False when there is no such slot. */
  const release = (
    ref: Slot,
    { giveBack, unused = false }: { giveBack: boolean; unused?: boolean },
  ): boolean => {
    const slot = find(ref)
    if (!slot) return false
    slots.delete(keyOf(ref))
    const giveToken = unused && nowMs() < (slot.tokenUntilMs ?? 0)
    for (const count of slot.counts) {
      count.slots.delete(slot)
      if (giveToken) count.tokens += 1
      if (giveBack && count.day === slot.day && count.executions > 0) count.executions -= 1
    }
    return true
  }
  return {
    all: (): Iterable<MemorySlot> => slots.values(),
    find,
    isLive,
    release,
    /** Takes a slot, and counts its execution. */
    take(slot: MemorySlot): void {
      slots.set(keyOf(slotOf(slot.execution)), slot)
      for (const count of slot.counts) {
        count.executions += 1
        count.slots.add(slot)
      }
    },
    endLapsed(some: Iterable<MemorySlot> = slots.values()): void {
      for (const slot of some) if (!isLive(slot)) release(slotOf(slot.execution), { giveBack: false })
    },
  }
}
