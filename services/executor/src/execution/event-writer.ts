import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { Log } from '@runhive/mesh/mesh'
import type { Hold } from './hold.ts'

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

interface WriterOptions {
  readonly firstNumber: number
  readonly traceparent?: string | undefined
  /**
   * Until it is over nothing is sent. What there is when the last event is written before that is sent together, with
   * `queued` in front, because then no gateway has appended that.
   */
  readonly hold?: Hold | undefined
}

const QUEUED: ExecutionEvent = { kind: 'queued', position: 0 }
/** Characters of output that are held back; more would not travel in one message. */
const MAX_HELD_CHARACTERS = 64 * 1024

export function createEventWriter(
  log: Pick<Log<ExecutionEvent>, 'append'>,
  key: string,
  { firstNumber, traceparent, hold }: WriterOptions,
): EventWriter {
  const pending = new Set<Promise<void>>()
  let unsent: ExecutionEvent[] = []
  let heldCharacters = 0
  let number = firstNumber
  let failure: { error: unknown } | undefined
  const isHeld = () => hold?.isOver === false

  function send(event: ExecutionEvent, earlier: ExecutionEvent[] = []) {
    const appended = log.append(key, number + earlier.length, event, { traceparent, earlier })
    number += earlier.length + 1
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
  function flushTogether() {
    const [last] = unsent.splice(-1)
    const earlier = [QUEUED, ...unsent]
    unsent = []
    number -= 1
    if (last) send(last, earlier)
  }
  hold?.whenOver(() => setImmediate(flush))
  return {
    write(event) {
      if (unsent.length === 0 && !isHeld()) setImmediate(flush)
      unsent.push(event)
      if (event.kind !== 'output' || !isHeld()) return
      heldCharacters += (event.text ?? event.base64 ?? '').length
      if (heldCharacters > MAX_HELD_CHARACTERS) hold?.end()
    },
    async stored() {
      if (isHeld()) flushTogether()
      else flush()
      await Promise.allSettled(pending)
      if (failure) throw failure.error
    },
  }
}
