import type { SendMailOptions } from 'nodemailer'
import type { ClaimedDigest } from '../db/digests.ts'
import type { Correspondents } from './compose.ts'
import { domainOf } from './mailbox.ts'

/** One mail about many messages. It has nothing that a sender typed, and no address to reply to. */
export function composeDigest(
  { id, digest }: Pick<ClaimedDigest, 'id' | 'digest'>,
  { from, operators, noticesPerHour }: Correspondents & { readonly noticesPerHour: number },
) {
  const { messages, since, open } = digest
  return {
    from: { name: from.name, address: from.address },
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: { 'Auto-Submitted': 'auto-generated' },
    envelope: { from: from.address, to: [...operators] },
    to: operators.map((address) => ({ name: '', address })),
    messageId: `<${id}@${domainOf(from)}>`,
    subject: `${moreMessages(messages)} from the contact form`,
    text: [
      `${moreMessages(messages)} ${messages === 1 ? 'has' : 'have'} arrived through the contact form since ${since.toISOString()}.`,
      `Up to ${noticesPerHour} an hour are mailed one by one; these were beyond that.`,
      '',
      `In the inbox of the console ${open === 1 ? '1 message waits' : `${open} messages wait`} for an answer.`,
      '',
    ].join('\n'),
  } satisfies SendMailOptions
}

const moreMessages = (count: number) => (count === 1 ? '1 more message' : `${count} more messages`)
