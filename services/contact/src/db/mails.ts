import { randomUUID } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Message } from '../domain/message.ts'
import type { Schema } from './schema.ts'

/** A literal and not a parameter: only then can every plan use the index of what is due. */
const PENDING = sql.lit('pending' as const)

/** To be sent at once. */
export async function addMail(
  trx: Transaction<Schema>,
  mail: { messageId: string; replyId: string | null; at: Date },
): Promise<void> {
  await trx
    .insertInto('mails')
    .values({
      id: randomUUID(),
      message_id: mail.messageId,
      reply_id: mail.replyId,
      status: 'pending',
      created_at: mail.at,
      next_try_at: mail.at,
    })
    .execute()
}

/** A mail that one process has claimed. */
export interface Claimed {
  readonly id: string
  /** This one included. */
  readonly tries: number
  readonly message: Message
  /** The reply; undefined for a notice of the message itself. */
  readonly reply?: { readonly id: string; readonly text: string; readonly sentAt: Date } | undefined
  /** Ids of the replies before it, oldest first. */
  readonly earlier: readonly string[]
}

/**
 * Claims the mail that has been due for longest, until it is settled or `forMs` are over. undefined when none is due,
 * or when its message has just been deleted.
 */
export async function claim(
  db: Kysely<Schema>,
  { now, forMs }: { now: Date; forMs: number },
): Promise<Claimed | undefined> {
  const mail = await db
    .updateTable('mails')
    .set(({ eb }) => ({ next_try_at: new Date(now.getTime() + forMs), tries: eb('tries', '+', 1) }))
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('mails')
        .select('id')
        .where('status', '=', PENDING)
        .where('next_try_at', '<=', now)
        .orderBy('next_try_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'message_id', 'reply_id', 'tries'])
    .executeTakeFirst()
  if (!mail) return undefined
  const [message, replies] = await Promise.all([
    db
      .selectFrom('messages')
      .select(['id', 'name', 'email', 'message', 'received_at as receivedAt'])
      .where('id', '=', mail.message_id)
      .executeTakeFirst(),
    db.selectFrom('replies').selectAll().where('message_id', '=', mail.message_id).orderBy('id').execute(),
  ])
  if (!message) return undefined
  const { id, tries, reply_id: replyId } = mail
  const about = { id, tries, message }
  if (replyId === null) return { ...about, earlier: [] }
  const reply = replies.find((one) => one.id === replyId)
  if (!reply) return undefined
  const earlier = replies.flatMap((one) => (one.id < replyId ? one.id : []))
  return { ...about, earlier, reply: { id: replyId, text: reply.text, sentAt: reply.sent_at } }
}

/** In how many milliseconds the next mail or digest is due; undefined when none waits. */
export async function nextDueMs(db: Kysely<Schema>, now: Date): Promise<number | undefined> {
  const { next } = await db
    .selectFrom(({ selectFrom }) =>
      selectFrom('mails')
        .select('next_try_at as at')
        .where('status', '=', PENDING)
        .unionAll(selectFrom('digests').select('next_try_at as at'))
        .as('waiting'),
    )
    .select(({ fn }) => fn.min<Date | null>('at').as('next'))
    .executeTakeFirstOrThrow()
  return next ? next.getTime() - now.getTime() : undefined
}

/** The result of a try. */
export type Settlement =
  | { readonly status: 'pending'; readonly nextTryAt: Date }
  | { readonly status: 'sent' | 'failed' }

/** Writes the result of a try, unless the mail is gone or another process has claimed it since. */
export async function settle(
  db: Kysely<Schema>,
  { id, tries, next }: { id: string; tries: number; next: Settlement },
): Promise<void> {
  await db
    .updateTable('mails')
    .set({ status: next.status, next_try_at: next.status === 'pending' ? next.nextTryAt : null })
    .where('id', '=', id)
    .where('tries', '=', tries)
    .where('status', '=', PENDING)
    .execute()
}

/** How many wait to be sent or tried again, and how long the oldest has waited. A digest waits from when it is due. */
export async function pending(
  db: Kysely<Schema>,
  now: Date,
): Promise<{ count: number; oldestSeconds: number }> {
  const { count, oldest } = await db
    .selectFrom(({ selectFrom }) =>
      selectFrom('mails')
        .select('created_at as since')
        .where('status', '=', PENDING)
        .unionAll(selectFrom('digests').select('due_at as since').where('due_at', '<=', now))
        .as('waiting'),
    )
    .select(({ fn }) => [fn.countAll().as('count'), fn.min<Date | null>('since').as('oldest')])
    .executeTakeFirstOrThrow()
  const oldestSeconds = oldest ? Math.max(0, (now.getTime() - oldest.getTime()) / 1000) : 0
  return { count: Number(count), oldestSeconds }
}
