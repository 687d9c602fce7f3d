import { createMessageId } from './message-id.ts'

/** What somebody wrote into the contact form. */
export interface Message {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly message: string
  readonly receivedAt: Date
}

/** A message as it is kept. NUL, which no form sends and no text column holds, is replaced. */
export function toMessage(sent: { name: string; email: string; message: string }, receivedAt: Date): Message {
  const { name, email } = sent
  return {
    id: createMessageId(receivedAt),
    name,
    email,
    message: sent.message.replaceAll('\0', '\u{fffd}'),
    receivedAt,
  }
}
