import { type Erasure, eventKey, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Log } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { withTimeout } from '@runhive/process/timeout'

export interface NoteErasureDeps {
  readonly erasures: Pick<Log<Erasure>, 'append' | 'forget'>
  readonly log: Pick<Logger, 'warn'>
}

/** An append to the log of erasures, under way. */
export interface Noting {
  /** Resolves when it is stored, or after a while: the gateway that answers erases in any case. Never rejects. */
  readonly settled: Promise<void>
  /** The execution was refused: nothing is to be erased. */
  withdraw(): void
}

/** How long accepting waits for it. It is sent beside the item of the queue, and so is stored about when that is. */
const MAX_WAIT_MS = 1_000

/** Notes that the traces of an unstored execution must be erased, even if this process dies. */
export function noteErasure({ erasures, log }: NoteErasureDeps, item: WorkItem): Noting | undefined {
  if (item.request.store) return undefined
  const key = eventKey(item.accountId, item.id)
  const warn = (cause: unknown) =>
    log.warn({ err: cause, executionId: item.id }, 'could not record what is to be erased')
  const noted = erasures.append(key, 1, { kind: 'due' }).catch(warn)
  return {
    settled: withTimeout(noted, MAX_WAIT_MS, () => undefined),
    withdraw() {
      void noted.then(() => erasures.forget(key)).catch(warn)
    },
  }
}
