import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { Log } from '@runhive/mesh/mesh'

/**
 * Writes the events of one execution, numbered. Events go out in the next turn of the event loop, so that what they
 * tell of goes first: `started` is sent while the program starts, not before. They are confirmed later still: waiting
 * for each would put a round trip between a program's end and its result. The log sends again by itself and keeps
 * their order.
 */
export interface EventWriter {
  /** Takes the event; does not wait. */
  write(event: ExecutionEvent): void
  /** Sends what was written, and resolves when it is stored; rejects when something could not be. */
  stored(): Promise<void>
}

export function createEventWriter(
  log: Pick<Log<ExecutionEvent>, 'append'>,
  key: string,
  firstNumber: number,
  traceparent?: string,
): EventWriter {
  const pending = new Set<Promise<void>>()
  let unsent: ExecutionEvent[] = []
  let number = firstNumber
  let failure: { error: unknown } | undefined

  function send(event: ExecutionEvent) {
    const appended = log.append(key, number, event, { traceparent })
    number += 1
    pending.add(appended)
    appended
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => pending.delete(appended))
  }
  function flush() {
    const events = unsent
    unsent = []
    for (const event of events) send(event)
  }
  return {
    write(event) {
      if (unsent.length === 0) setImmediate(flush)
      unsent.push(event)
    },
    async stored() {
      flush()
      await Promise.allSettled(pending)
      if (failure) throw failure.error
    },
  }
}
