import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import type { Logger } from '@runhive/process/log'

/** A place among an account's executions, taken by admission. Disposing gives it back, unless the execution was accepted. */
export interface Lease extends Disposable {
  /** The id that the execution will have, a UUIDv7. */
  readonly executionId: string
  /**
   * An execution was accepted, or may be. If it has this lease's id, the lease ends with it; if it is an earlier one,
   * this is not needed.
   */
  settle(executionId: string): void
}

export interface LeaseDeps {
  readonly release: Client<typeof auth>['release']
  readonly log: Logger
}

/** Giving back is not waited for: it is on nobody's way, and a lease that stays lapses by itself. */
export function createLease(
  { release, log }: LeaseDeps,
  of: { accountId: string; executionId: string },
): Lease {
  let held = true
  const giveBack = () => {
    if (!held) return
    held = false
    release(of).catch((cause) => log.warn({ err: cause }, 'a lease was not given back'))
  }
  return {
    executionId: of.executionId,
    settle(executionId) {
      if (executionId === of.executionId) held = false
      else giveBack()
    },
    [Symbol.dispose]: giveBack,
  }
}
