import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'
import type { SenderQuery, SentReply } from '../db/messages.ts'
import type { Message } from '../domain/message.ts'
import { fitPage } from '../domain/page.ts'
import { MAX_PAGE_BYTES } from './view.ts'

const PAGE = 200

/** Messages and replies of an address, for its owner's export. The caller must know whose address it is. */
export function listBySender(deps: {
  list: (
    query: SenderQuery,
    signal: AbortSignal,
  ) => Promise<Array<Message & { readonly replies: readonly SentReply[] }>>
}): Handler<typeof contact.procedures.listBySender> {
  return async ({ email, cursor }, call) => {
    // One more than a page shows whether there is a next one.
    const found = await deps.list({ email, after: cursor, limit: PAGE + 1 }, call.signal)
    const views = found.slice(0, PAGE).map(({ receivedAt, replies, ...message }) => ({
      ...message,
      receivedAt: receivedAt.toISOString(),
      replies: replies.map(({ sentAt, ...reply }) => ({ ...reply, sentAt: sentAt.toISOString() })),
    }))
    const messages = [...fitPage(views, MAX_PAGE_BYTES)]
    const last = messages.at(-1)
    return found.length > messages.length && last ? { messages, nextCursor: last.id } : { messages }
  }
}
