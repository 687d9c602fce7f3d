import { isNoResponder } from '@runhive/contracts/define'
import { eventKey } from '@runhive/contracts/execution-streams'
import { doAll } from '@runhive/process/do-all'
import { type NextDue, type Repeated, repeat } from '@runhive/process/repeat'
import type { Slot } from '../domain/limits.ts'
import { CHECK_AFTER_MS } from '../domain/slot-check-times.ts'

/**
 * Until the next check when nothing is known to be due before it: no slot that is taken meanwhile is due sooner. So
 * each is checked in time, and admission need not tell of any.
 */
const CHECK_EVERY_MS = CHECK_AFTER_MS
/** Between two checks at least, so that many slots are checked together. Also the pause after a failure. */
const LEAST_MS = 1_000
/** Slots in one call to the gateways. */
const BATCH = 100

interface Claimed<U> {
  readonly until: U
  readonly slots: readonly Slot[]
}

/** Where slots are: the database, or the memory of this process. */
export interface SlotSource<U> {
  /** Slots that are some seconds old and whose executions are not known to be accepted. */
  claimDue(limit: number): Promise<Claimed<U>> | Claimed<U>
  confirm(slots: readonly Slot[]): Promise<void> | void
  /** Ends those that are still as they were claimed. Gives how many. */
  endClaimed(claimed: Claimed<U>, options: { giveBack: boolean }): Promise<number> | number
  /** Ends those whose admission got no answer. Gives how many. */
  endWithdrawn?(): Promise<number>
  /** In how many milliseconds there is something to check; undefined when nothing is known of. */
  nextDueMs?(): Promise<NextDue> | NextDue
}

/** Which of these executions were accepted, and which of those have ended. */
export type FindAccepted = (
  keys: string[],
) => Promise<{ accepted: readonly string[]; finished: readonly string[] }>

/** What a check found. `finished`: the event was missed; `unaccepted` and `withdrawn`: the slot was given back. */
export type CheckOutcome = 'accepted' | 'finished' | 'unaccepted' | 'withdrawn'

export interface CheckDeps {
  readonly findAccepted: FindAccepted
  readonly onChecked: (outcome: CheckOutcome, slots: number) => void
}

/** Gives when it is to be repeated. */
export type SlotCheck = (deps: CheckDeps) => Promise<NextDue>

/**
 * Checks each slot once, when it is some seconds old: it is given back when no gateway knows that its execution was
 * accepted. A gateway may have died, or a message been lost. When no gateway answers, the slot stays and is checked
 * again. Executions that take less time than that are never checked.
 */
export function createSlotCheck<U>(source: SlotSource<U>, isAway = () => false): SlotCheck {
  return async ({ findAccepted, onChecked }) => {
    if (isAway()) return undefined
    const withdrawn = await source.endWithdrawn?.()
    if (withdrawn) onChecked('withdrawn', withdrawn)
    for (;;) {
      const claimed = await source.claimDue(BATCH)
      if (claimed.slots.length === 0) break
      const found = await findIfAnswered(findAccepted, claimed.slots)
      if (found === undefined) break
      const accepted = new Set(found.accepted)
      const finished = new Set(found.finished)
      const only = (belongs: (key: string) => boolean) =>
        claimed.slots.filter(({ owner, executionId }) => belongs(eventKey(owner, executionId)))
      const running = only((key) => accepted.has(key) && !finished.has(key))
      await source.confirm(running)
      onChecked('accepted', running.length)
      const { until } = claimed
      const ended = { until, slots: only((key) => finished.has(key)) }
      onChecked('finished', await source.endClaimed(ended, { giveBack: false }))
      const unaccepted = { until, slots: only((key) => !accepted.has(key)) }
      onChecked('unaccepted', await source.endClaimed(unaccepted, { giveBack: true }))
    }
    return source.nextDueMs?.()
  }
}

/** Runs all checks, and gives when the first is to be repeated. A failure of one does not stop the others. */
export async function checkAll(checks: readonly SlotCheck[], deps: CheckDeps): Promise<number> {
  let dueInMs = CHECK_EVERY_MS
  await doAll(
    checks.map((check) => async () => {
      dueInMs = Math.min(dueInMs, (await check(deps)) ?? CHECK_EVERY_MS)
    }),
  )
  return Math.max(LEAST_MS, dueInMs)
}

export function startSlotChecks(
  deps: CheckDeps & { checks: readonly SlotCheck[]; onError: (error: unknown) => void },
): Repeated {
  const { checks, onError } = deps
  return repeat(() => checkAll(checks, deps), {
    everyMs: CHECK_EVERY_MS,
    retryMs: LEAST_MS,
    onFailed: onError,
  })
}

/** undefined when no gateway is there to answer. Then nothing new is admitted either. */
async function findIfAnswered(findAccepted: FindAccepted, slots: readonly Slot[]) {
  try {
    return await findAccepted(slots.map(({ owner, executionId }) => eventKey(owner, executionId)))
  } catch (error) {
    if (isNoResponder(error)) return undefined
    throw error
  }
}
