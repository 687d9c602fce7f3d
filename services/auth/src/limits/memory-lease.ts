import type { Ask, WantedExecution } from '../domain/limits.ts'

/** A lease that lives in the memory of this process. */
export interface MemoryLease {
  readonly ask: Ask
  readonly wanted: WantedExecution
  readonly takenAtMs: number
  /** When to ask whether its execution was accepted; undefined once that is known. */
  checkAtMs: number | undefined
}

export const leaseKey = (owner: string, executionId: string) => `${owner}.${executionId}`
