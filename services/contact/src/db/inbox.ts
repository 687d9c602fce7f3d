import type { ContactState } from '@runhive/contracts/contact'
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { type Handled, type Reply, stateOf } from '../domain/message.ts'
import { addMail } from './mails.ts'
import { repliesTo } from './replies.ts'
import type { MessagesTable, Schema } from './schema.ts'

export interface InboxQuery {
  /** Only messages before this one. */
  readonly before?: string | undefined
  readonly limit: number
  readonly state?: ContactState | undefined
}

/** Newest first: ids sort by time. */
export async function list(
  db: Kysely<Schema>,
  { before, limit, state }: InboxQuery,
  signal?: AbortSignal,
): Promise<Handled[]> {
  let query = db.selectFrom('messages').select(COLUMNS).orderBy('id', 'desc').limit(limit)
  if (state !== undefined) query = query.where((eb) => isIn(eb, state))
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query.execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return withReplies(db, rows)
}

export async function countOpen(db: Kysely<Schema>): Promise<number> {
  const { open } = await db
    .selectFrom('messages')
    .select(({ fn }) => fn.countAll().as('open'))
    .where((eb) => isIn(eb, 'open'))
    .executeTakeFirstOrThrow()
  return Number(open)
}

/** The message with the reply; `missing` when there is none, `full` when it has `maxReplies` already. */
export async function addReply(
  db: Kysely<Schema>,
  reply: Omit<Reply, 'mail'>,
  { maxReplies, mail }: { maxReplies: number; mail: boolean },
): Promise<Handled | 'missing' | 'full'> {
  const { id, messageId, text, by, sentAt } = reply
  return db.transaction().execute(async (trx) => {
    // Locked until the end: of two replies at once the second one sees the first.
    const message = await update(trx, messageId, { answered: true, archived: false })
    if (!message) return 'missing'
    if (message.replies.length >= maxReplies) return 'full'
    await trx
      .insertInto('replies')
      .values({ id, message_id: messageId, text, written_by: by, sent_at: sentAt })
      .execute()
    if (mail) await addMail(trx, { messageId, replyId: id, at: sentAt })
    const kept: Reply = { ...reply, mail: mail ? 'pending' : 'failed' }
    return { ...message, replies: [...message.replies, kept] }
  })
}

/** undefined when there is no such message. */
export function setArchived(
  db: Kysely<Schema>,
  { id, archived }: { id: string; archived: boolean },
): Promise<Handled | undefined> {
  return update(db, id, { archived })
}

/** False when there is no such message. */
export async function remove(db: Kysely<Schema>, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('messages').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

async function update(
  db: Kysely<Schema>,
  id: string,
  change: { archived: boolean; answered?: boolean },
): Promise<Handled | undefined> {
  const row = await db
    .updateTable('messages')
    .set(change)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst()
  return row && (await withReplies(db, [row]))[0]
}

const COLUMNS = ['id', 'name', 'email', 'message', 'received_at', 'archived', 'answered'] as const

type Row = Omit<MessagesTable, 'archived' | 'answered'> & { archived: boolean; answered: boolean }

async function withReplies(db: Kysely<Schema>, rows: readonly Row[]): Promise<Handled[]> {
  const replies = await repliesTo(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map(({ received_at, archived, answered, ...message }) => ({
    ...message,
    receivedAt: received_at,
    state: stateOf({ archived, answered }),
    replies: replies.get(message.id) ?? [],
  }))
}

function isIn(eb: ExpressionBuilder<Schema, 'messages'>, state: ContactState): Expression<SqlBool> {
  if (state === 'archived') return eb('archived', '=', sql.lit(true))
  return eb.and([eb('archived', '=', sql.lit(false)), eb('answered', '=', sql.lit(state === 'answered'))])
}
