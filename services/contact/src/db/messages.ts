import { type Kysely, sql } from 'kysely'
import type { Message } from '../domain/message.ts'
import { addNotice } from './notices.ts'
import { repliesTo } from './replies.ts'
import type { Schema } from './schema.ts'

/** Stores a message and, if the operator is to be notified, queues the mail: both or neither. */
export async function insert(
  db: Kysely<Schema>,
  message: Message,
  /** How many notices an hour; undefined: none is sent. */
  { noticesPerHour }: { noticesPerHour: number | undefined },
): Promise<void> {
  const { id, name, email, receivedAt } = message
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('messages')
      .values({ id, name, email, message: message.message, received_at: receivedAt })
      .execute()
    if (noticesPerHour !== undefined) await addNotice(trx, { messageId: id, at: receivedAt }, noticesPerHour)
  })
}

export interface SenderQuery {
  readonly email: string
  /** Only messages after this one. */
  readonly after?: string | undefined
  readonly limit: number
}

/** A reply as its sender may see it. */
export interface SentReply {
  readonly id: string
  readonly text: string
  readonly sentAt: Date
}

/** Messages from an address, upper or lower case, with their replies, oldest first: ids sort by time. */
export async function listBySender(
  db: Kysely<Schema>,
  { email, after, limit }: SenderQuery,
  signal?: AbortSignal,
): Promise<Array<Message & { readonly replies: readonly SentReply[] }>> {
  let query = db
    .selectFrom('messages')
    .select(['id', 'name', 'email', 'message', 'received_at as receivedAt'])
    .where(isFrom(sql.ref('email'), email))
    .orderBy('id')
    .limit(limit)
  if (after !== undefined) query = query.where('id', '>', after)
  const found = await query.execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  const replies = await repliesTo(
    db,
    found.map(({ id }) => id),
  )
  return found.map((message) => ({
    ...message,
    replies: (replies.get(message.id) ?? []).map(({ id, text, sentAt }) => ({ id, text, sentAt })),
  }))
}

/** In place of an operator whose account was removed. */
const FORMER = 'a former operator'

/**
 * Deletes the messages of an address, with replies and queued mails, and removes the address from replies that it wrote
 * as an operator. Gives how many it deleted.
 */
export async function removeBySender(
  db: Kysely<Schema>,
  email: string,
): Promise<{ messages: number; replies: number }> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ messages: string; replies: string }>`
      with gone as (delete from messages where ${isFrom(sql.ref('email'), email)} returning id)
      select (select count(*) from gone) as messages,
             (select count(*) from replies where message_id in (select id from gone)) as replies`.execute(trx)
    await trx
      .updateTable('replies')
      .set({ written_by: FORMER })
      .where(isFrom(sql.ref('written_by'), email))
      .execute()
    const [deleted] = rows
    return { messages: Number(deleted?.messages), replies: Number(deleted?.replies) }
  })
}

/**
 * Addresses are kept as they were typed and compared in lower case, which is how mail systems treat them in practice.
 */
const isFrom = (column: ReturnType<typeof sql.ref>, email: string) =>
  sql<boolean>`lower(${column}) = ${email.toLowerCase()}`
