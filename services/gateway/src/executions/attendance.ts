import type { Client } from '@runhive/contracts/define'
import { ATTEND_EVERY_MS, type executionControl } from '@runhive/contracts/execution-control'

/** Calls again and again until its result is disposed. */
export type Ticker = (onTick: () => void) => Disposable

/** Ticks as often as executors expect to hear of watchers. */
export const attendanceTicker: Ticker = (onTick) => {
  const timer = setInterval(onTick, ATTEND_EVERY_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

export interface Attended {
  readonly client: Pick<Client<typeof executionControl>, 'attend'>
  readonly ticker: Ticker
  /** The watcher was here before: the run may already have waited long for it. */
  readonly isBack: boolean
}

/**
 * Tells the executor again and again that somebody watches, until the result is disposed: an interactive run that
 * nobody watches is ended. Most executions are over before the first message.
 */
export function startAttending({ client, ticker, isBack }: Attended): Disposable {
  const tell = () => {
    // An executor that does not run it yet, or no longer, needs no message.
    client.attend({}).catch(() => undefined)
  }
  if (isBack) tell()
  return ticker(tell)
}
