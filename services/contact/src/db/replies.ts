import type { ContactReply } from '@runhive/contracts/contact'
import type { Kysely } from 'kysely'
import type { Reply } from '../domain/message.ts'
import type { Schema } from './schema.ts'

/** The replies to some messages, by message, oldest first. */
export async function repliesTo(
  db: Kysely<Schema>,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, Reply[]>> {
  if (messageIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('replies')
    .leftJoin('mails', 'mails.reply_id', 'replies.id')
    .select(['replies.id', 'replies.message_id', 'replies.text', 'replies.written_by', 'replies.sent_at'])
    .select('mails.status')
    .where('replies.message_id', 'in', messageIds)
    .orderBy('replies.id')
    .execute()
  return Map.groupBy(
    rows.map((row) => ({
      id: row.id,
      messageId: row.message_id,
      text: row.text,
      by: row.written_by,
      sentAt: row.sent_at,
      mail: mailOf(row.status),
    })),
    ({ messageId }) => messageId,
  )
}

/** A reply for which no mail was queued, because there was no mail server, never goes out. */
const mailOf = (status: ContactReply['mail'] | null): ContactReply['mail'] => status ?? 'failed'
