import { isNoResponder } from '@runhive/contracts/define'
import { eventKey } from '@runhive/contracts/execution-streams'
import { doAll } from '@runhive/process/do-all'
import type { LeaseRef } from '../db/limits.ts'

/** Leases in one question to the gateways. */
const BATCH = 100

interface Claimed<U> {
  readonly until: U
  readonly leases: readonly LeaseRef[]
}

/** Where leases are: the database, or the memory of this process. */
export interface LeaseSource<U> {
  /** Leases that are some seconds old and not known to be of accepted executions. */
  claimDue(limit: number): Promise<Claimed<U>> | Claimed<U>
  confirm(leases: readonly LeaseRef[]): Promise<void> | void
  /** Ends those that are still as they were claimed. Gives how many. */
  endClaimed(claimed: Claimed<U>, options: { giveBack: boolean }): Promise<number> | number
  /** Ends those whose admission got no answer. Gives how many. */
  endWithdrawn?(): Promise<number>
}

/** Which of these executions were accepted, and which of those have ended. */
export type AskAccepted = (
  keys: string[],
) => Promise<{ accepted: readonly string[]; finished: readonly string[] }>

/**
 * What became of a lease that was looked at: `finished` was not heard of when it came; `unaccepted` and `withdrawn`
 * were given back.
 */
export type CheckOutcome = 'accepted' | 'finished' | 'unaccepted' | 'withdrawn'

export interface CheckDeps {
  readonly ask: AskAccepted
  readonly counted: (outcome: CheckOutcome, leases: number) => void
}

export type Checked = (deps: CheckDeps) => Promise<void>

/**
 * Looks once at each lease that is some seconds old: one whose execution no gateway knows to have been accepted is
 * given back. A gateway may have died, or its word been lost. When nobody can say, they stay, and are looked at
 * again. Nothing is sent while executions take less time than that.
 */
export function checkedLeases<U>(source: LeaseSource<U>, isAway = () => false): Checked {
  return async ({ ask, counted }) => {
    if (isAway()) return
    const withdrawn = await source.endWithdrawn?.()
    if (withdrawn) counted('withdrawn', withdrawn)
    for (;;) {
      const claimed = await source.claimDue(BATCH)
      if (claimed.leases.length === 0) return
      const answer = await askUnlessNobody(ask, claimed.leases)
      if (answer === undefined) return
      const accepted = new Set(answer.accepted)
      const finished = new Set(answer.finished)
      const only = (belongs: (key: string) => boolean) =>
        claimed.leases.filter(({ owner, executionId }) => belongs(eventKey(owner, executionId)))
      const running = only((key) => accepted.has(key) && !finished.has(key))
      await source.confirm(running)
      counted('accepted', running.length)
      const { until } = claimed
      const ended = { until, leases: only((key) => finished.has(key)) }
      counted('finished', await source.endClaimed(ended, { giveBack: false }))
      const unaccepted = { until, leases: only((key) => !accepted.has(key)) }
      counted('unaccepted', await source.endClaimed(unaccepted, { giveBack: true }))
    }
  }
}

/** Does the same in all places; trouble with one holds up no other. */
export const checkAll = (places: readonly Checked[], deps: CheckDeps): Promise<void> =>
  doAll(places.map((check) => () => check(deps)))

/** undefined when no gateway is there that can say: then nothing new is admitted either. */
async function askUnlessNobody(ask: AskAccepted, leases: readonly LeaseRef[]) {
  try {
    return await ask(leases.map(({ owner, executionId }) => eventKey(owner, executionId)))
  } catch (error) {
    if (isNoResponder(error)) return undefined
    throw error
  }
}
