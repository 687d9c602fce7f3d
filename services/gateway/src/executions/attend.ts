import type { Client } from '@runhive/contracts/define'
import { ATTEND_EVERY_MS, type running } from '@runhive/contracts/running'

/**
 * Tells the executor again and again that somebody watches, for as long as the result is not disposed: an interactive run that nobody
 * watches is ended. Most executions are over before the first word.
 */
export function startAttending(client: Pick<Client<typeof running>, 'attend'>): Disposable {
  const timer = setInterval(() => {
    // Whoever is not there yet, or not any more, needs no word.
    client.attend({}).catch(() => undefined)
  }, ATTEND_EVERY_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
