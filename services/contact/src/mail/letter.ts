import type { SendMailOptions } from 'nodemailer'
import type { Claimed } from '../db/mails.ts'
import { domainOf, type Mailbox } from './mailbox.ts'
import { quote, toMailText } from './text.ts'

/** Who writes, and who is told of new messages. */
export interface Correspondents {
  readonly from: Mailbox
  readonly operators: readonly string[]
}

/**
 * A mail as it is handed over. Nothing that a sender typed stands in a header but their address: in `Reply-To` of a notice and in `To` of
 * a reply, as a structured address, which the library encodes. The same mail has the same id at each try.
 */
export function toLetter({ message, reply, earlier }: Claimed, { from, operators }: Correspondents) {
  const idOf = (id: string) => `<${id}@${domainOf(from)}>`
  const common = {
    from: { name: from.name, address: from.address },
    disableFileAccess: true,
    disableUrlAccess: true,
    // Said by well-behaved machines, so that other ones do not answer them.
    headers: { 'Auto-Submitted': reply ? 'no' : 'auto-generated' },
  } satisfies SendMailOptions
  const sender = { name: '', address: message.email }
  if (!reply) {
    return {
      ...common,
      envelope: { from: from.address, to: [...operators] },
      to: operators.map((address) => ({ name: '', address })),
      replyTo: sender,
      messageId: idOf(message.id),
      subject: 'New message from the contact form',
      text: noticeText(message),
    } satisfies SendMailOptions
  }
  // The notice begins the thread: whoever has it sees the replies under it.
  const before = [message.id, ...earlier].map(idOf)
  return {
    ...common,
    envelope: { from: from.address, to: [message.email] },
    to: [sender],
    messageId: idOf(reply.id),
    inReplyTo: before.at(-1) ?? '',
    references: before,
    subject: 'Re: your message',
    text: replyText(message, reply.text),
  } satisfies SendMailOptions
}

/** What the sender typed is quoted line by line, so that none of it can pass for ours. */
function noticeText(message: Claimed['message']): string {
  return [
    'Someone has sent a message through the contact form. Reply in the inbox of the console, so that other operators see it and it is stored.',
    '',
    `Received: ${message.receivedAt.toISOString()}`,
    `Name:     ${toMailText(message.name).replaceAll('\n', ' ')}`,
    `E-mail:   ${message.email}`,
    '',
    quote(message.message),
    '',
  ].join('\n')
}

function replyText(message: Claimed['message'], text: string): string {
  const day = message.receivedAt.toISOString().slice(0, 10)
  return [toMailText(text), '', `On ${day} you wrote:`, '', quote(message.message), ''].join('\n')
}
