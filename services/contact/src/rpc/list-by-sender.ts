import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'
import type { SenderQuery } from '../db/messages.ts'
import type { Message } from '../domain/message.ts'

/** Of the longest messages, and JSON that escapes every byte sixfold: within the 16 MiB of a reply. */
const PAGE = 200

/** What an address has sent, for the export of its owner. Whose address it is, is for the caller to know. */
export function listBySender(deps: {
  list: (query: SenderQuery, signal: AbortSignal) => Promise<Message[]>
}): Handler<typeof contact.procedures.listBySender> {
  return async ({ email, cursor }, call) => {
    // One more than a page tells whether there is a next one.
    const found = await deps.list({ email, after: cursor, limit: PAGE + 1 }, call.signal)
    const messages = found
      .slice(0, PAGE)
      .map(({ receivedAt, ...message }) => ({ ...message, receivedAt: receivedAt.toISOString() }))
    const last = messages.at(-1)
    return found.length > PAGE && last ? { messages, nextCursor: last.id } : { messages }
  }
}
