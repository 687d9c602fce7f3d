import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'
import { type Message, toMessage } from '../domain/message.ts'

/** Stores a message for the operator. A sender who gets an id can rely on it: the answer comes after it is stored. */
export function send(deps: {
  insert: (message: Message) => Promise<void>
  now: () => Date
}): Handler<typeof contact.procedures.send> {
  return async (input) => {
    const message = toMessage(input, deps.now())
    await deps.insert(message)
    return { id: message.id, receivedAt: message.receivedAt.toISOString() }
  }
}
