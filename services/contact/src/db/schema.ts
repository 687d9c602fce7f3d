import type { Generated } from 'kysely'

export interface Schema {
  messages: MessagesTable
  replies: RepliesTable
  mails: MailsTable
  digests: DigestsTable
  digest_messages: DigestMessagesTable
}

export interface MessagesTable {
  id: string
  name: string
  email: string
  message: string
  received_at: Date
  archived: Generated<boolean>
  answered: Generated<boolean>
}

export interface RepliesTable {
  id: string
  message_id: string
  text: string
  /** E-mail address or name of the operator. */
  written_by: string
  sent_at: Date
}

export interface MailsTable {
  id: string
  message_id: string
  /** null: a notice of a new message. */
  reply_id: string | null
  status: 'pending' | 'sent' | 'failed'
  /** Begun, the one under way included. */
  tries: Generated<number>
  created_at: Date
  /** null once nothing will be sent any more. */
  next_try_at: Date | null
}

export interface DigestsTable {
  id: string
  /** Begun, the one under way included; 0: messages are still added. */
  tries: Generated<number>
  due_at: Date
  next_try_at: Date
}

export interface DigestMessagesTable {
  message_id: string
  digest_id: string
}
