import type { contact } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'
import type { InboxQuery } from '../db/inbox.ts'
import type { Handled } from '../domain/message.ts'
import { fitPage } from '../domain/page.ts'
import { MAX_PAGE_BYTES, toView } from './view.ts'

/** Messages, for operators. The gateway checks that the caller is one. */
export function inbox(deps: {
  list: (query: InboxQuery, signal: AbortSignal) => Promise<Handled[]>
  countOpen: () => Promise<number>
}): Handler<typeof contact.procedures.inbox> {
  return async ({ cursor, limit, state }, call) => {
    // One more than a page shows whether there is a next one.
    const [found, open] = await Promise.all([
      deps.list({ before: cursor, limit: limit + 1, state }, call.signal),
      deps.countOpen(),
    ])
    const messages = [...fitPage(found.slice(0, limit).map(toView), MAX_PAGE_BYTES)]
    const last = messages.at(-1)
    return found.length > messages.length && last
      ? { messages, open, nextCursor: last.id }
      : { messages, open }
  }
}
