import type { ContactReply, ContactState } from '@runhive/contracts/contact'
import { createMessageId } from './message-id.ts'

/** A message from the contact form. */
export interface Message {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly message: string
  readonly receivedAt: Date
}

/** An operator's reply. */
export interface Reply {
  readonly id: string
  readonly messageId: string
  readonly text: string
  readonly by: string
  readonly sentAt: Date
  readonly mail: ContactReply['mail']
}

/** A message and what became of it. */
export interface Handled extends Message {
  readonly state: ContactState
  readonly replies: readonly Reply[]
}

/** A message as it is stored. NUL, which no form sends and no text column can store, is replaced. */
export function toMessage(sent: { name: string; email: string; message: string }, receivedAt: Date): Message {
  const { name, email } = sent
  return {
    id: createMessageId(receivedAt),
    name,
    email,
    message: withoutNul(sent.message),
    receivedAt,
  }
}

/** A reply as it is stored. */
export function toReply(
  written: { messageId: string; text: string; by: string },
  sentAt: Date,
): Omit<Reply, 'mail'> {
  const { messageId, text, by } = written
  return { id: createMessageId(sentAt), messageId, text: withoutNul(text), by: withoutNul(by), sentAt }
}

const withoutNul = (text: string) => text.replaceAll('\0', '\u{fffd}')

/** Archived while it is put away; then what it was before. */
export function stateOf({ archived, answered }: { archived: boolean; answered: boolean }): ContactState {
  if (archived) return 'archived'
  return answered ? 'answered' : 'open'
}
