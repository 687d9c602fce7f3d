import type { InboxMessage } from '@runhive/contracts/contact'
import type { Handled } from '../domain/message.ts'

/** A message and its replies leave room within the 16 MiB that a message on the mesh may have. */
export const MAX_PAGE_BYTES = 8 * 1024 * 1024

/** A message as operators see it. */
export function toView({ id, name, email, message, state, receivedAt, replies }: Handled): InboxMessage {
  return {
    ...{ id, name, email, message, state },
    receivedAt: receivedAt.toISOString(),
    replies: replies.map((reply) => ({
      id: reply.id,
      text: reply.text,
      sentAt: reply.sentAt.toISOString(),
      mail: reply.mail,
      by: reply.by,
    })),
  }
}
