import type { ExecutionEvent } from '@runhive/contracts/execution'
import type { Log } from '@runhive/mesh/mesh'

/**
 * Writes the events of one execution, numbered. Appends go out at once and are confirmed later: waiting for each
 * would put a round trip between a program's end and its result. The log sends again by itself and keeps their order.
 */
export interface EventWriter {
  /** Sends; does not wait. */
  write(event: ExecutionEvent): void
  /** Resolves when everything written is stored; rejects when something could not be. */
  stored(): Promise<void>
}

export function createEventWriter(log: Log<ExecutionEvent>, key: string, firstNumber: number): EventWriter {
  const pending = new Set<Promise<void>>()
  let number = firstNumber
  let failure: { error: unknown } | undefined
  return {
    write(event) {
      const appended = log.append(key, number, event)
      number += 1
      pending.add(appended)
      appended
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => pending.delete(appended))
    },
    async stored() {
      await Promise.allSettled(pending)
      if (failure) throw failure.error
    },
  }
}
