import type { Client } from '@runhive/contracts/define'
import { ATTEND_EVERY_MS, type executionControl } from '@runhive/contracts/execution-control'

/** Calls again and again until its result is disposed. */
export type Ticker = (onTick: () => void) => Disposable

/** As often as executors expect to hear of watchers. */
export const attendanceTicker: Ticker = (onTick) => {
  const timer = setInterval(onTick, ATTEND_EVERY_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

export interface Attended {
  readonly client: Pick<Client<typeof executionControl>, 'attend'>
  readonly ticker: Ticker
  /** The watcher was here before: what runs may have waited for it long enough already. */
  readonly isBack: boolean
}

/**
 * Tells the executor again and again that somebody watches, for as long as the result is not disposed: an interactive run that nobody
 * watches is ended. Most executions are over before the first word.
 */
export function startAttending({ client, ticker, isBack }: Attended): Disposable {
  const tell = () => {
    // Whoever is not there yet, or not any more, needs no word.
    client.attend({}).catch(() => undefined)
  }
  if (isBack) tell()
  return ticker(tell)
}
