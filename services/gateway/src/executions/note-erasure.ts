import { type Erasure, eventKey, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Log } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { atMost } from './at-most.ts'

export interface NoteErasureDeps {
  readonly erasures: Pick<Log<Erasure>, 'append' | 'forget'>
  readonly log: Pick<Logger, 'warn'>
}

/** A note that something is to be erased, under way. */
export interface Noting {
  /** Resolves when it is stored, or after a while: whoever answers erases all the same. Never rejects. */
  readonly settled: Promise<void>
  /** The execution was refused: nothing is to be erased. */
  withdraw(): void
}

/** As long as accepting waits for it. It is sent beside the item of the queue, and so is stored about when that is. */
const PATIENCE_MS = 1_000

/** Notes of an execution that is not to be stored that its traces must go, whatever happens to this process. */
export function noteErasure({ erasures, log }: NoteErasureDeps, item: WorkItem): Noting | undefined {
  if (item.request.store) return undefined
  const key = eventKey(item.accountId, item.id)
  const warn = (cause: unknown) =>
    log.warn({ err: cause, executionId: item.id }, 'could not record what is to be erased')
  const noted = erasures.append(key, 1, { kind: 'due' }).catch(warn)
  return {
    settled: atMost(noted, PATIENCE_MS),
    withdraw() {
      void noted.then(() => erasures.forget(key)).catch(warn)
    },
  }
}
