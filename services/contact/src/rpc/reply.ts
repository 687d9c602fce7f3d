import { type contact, MAX_REPLIES } from '@runhive/contracts/contact'
import type { Handler } from '@runhive/contracts/define'
import { type Handled, type Reply, toReply } from '../domain/message.ts'
import { toView } from './view.ts'

/** Stores an operator's reply. It is mailed later; the inbox shows whether that worked. */
export function reply(deps: {
  add: (reply: Omit<Reply, 'mail'>, options: { maxReplies: number }) => Promise<Handled | 'missing' | 'full'>
  now: () => Date
}): Handler<typeof contact.procedures.reply> {
  return async ({ id, text, by }, call) => {
    const written = toReply({ messageId: id, text, by }, deps.now())
    const message = await deps.add(written, { maxReplies: MAX_REPLIES })
    if (message === 'missing') throw call.refusal('NO_SUCH_MESSAGE', {})
    if (message === 'full') throw call.refusal('TOO_MANY_REPLIES', { maximum: MAX_REPLIES })
    return toView(message)
  }
}
