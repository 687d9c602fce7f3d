import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'
import { type Message, toMessage } from '../domain/message.ts'

/** Keeps a message for the operator. The answer comes after it is stored, so a sender who has an id has been heard. */
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
