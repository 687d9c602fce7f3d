import { Unavailable } from '@runhive/contracts/define'
import { withTimeout } from '@runhive/process/timeout'

/**
 * How long a statement that a request waits for may take, milliseconds. Then the database counts as away: a frozen one,
 * or one behind a broken network, does not answer at all. Less than the two seconds that the caller of `admit` waits.
 */
export const ANSWER_IN_MS = 1_500

/** The same promise, which rejects with `Unavailable` when it takes longer than {@link ANSWER_IN_MS}. */
export function answerInTime<T>(work: Promise<T>): Promise<T> {
  return withTimeout(work, ANSWER_IN_MS, () => {
    throw new Unavailable(`the database did not answer within ${ANSWER_IN_MS} ms`)
  })
}
