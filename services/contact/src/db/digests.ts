import type { Kysely } from 'kysely'
import * as inbox from './inbox.ts'
import type { Settlement } from './mails.ts'
import type { Schema } from './schema.ts'

/** A digest that one process has to itself for a while. */
export interface ClaimedDigest {
  readonly id: string
  /** The one that begins included. */
  readonly tries: number
  readonly digest: {
    /** Those it is about, deleted ones not counted, and when the first of them came. */
    readonly messages: number
    readonly since: Date
    /** All that nobody has answered or archived. */
    readonly open: number
  }
}

/**
 * The digest that has been due for longest, for one process alone until it is settled or `leaseMs` are over; from then on it gathers no more
 * messages. undefined when none is due, or when everything that it was about is deleted.
 */
export async function claim(
  db: Kysely<Schema>,
  { now, leaseMs }: { now: Date; leaseMs: number },
): Promise<ClaimedDigest | undefined> {
  const claimed = await db
    .updateTable('digests')
    .set(({ eb }) => ({ next_try_at: new Date(now.getTime() + leaseMs), tries: eb('tries', '+', 1) }))
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('digests')
        .select('id')
        .where('next_try_at', '<=', now)
        .orderBy('next_try_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'tries'])
    .executeTakeFirst()
  if (!claimed) return undefined
  const { id, tries } = claimed
  const about = await db
    .selectFrom('digest_messages')
    .innerJoin('messages', 'messages.id', 'digest_messages.message_id')
    .select(({ fn }) => [fn.countAll().as('messages'), fn.min<Date | null>('received_at').as('since')])
    .where('digest_id', '=', id)
    .executeTakeFirstOrThrow()
  if (about.since === null) {
    await settle(db, { id, tries, next: { status: 'sent' } })
    return undefined
  }
  const open = await inbox.countOpen(db)
  return { id, tries, digest: { messages: Number(about.messages), since: about.since, open } }
}

/** Notes what follows from a try. Of one that another process has claimed since, nothing is noted. */
export async function settle(
  db: Kysely<Schema>,
  { id, tries, next }: { id: string; tries: number; next: Settlement },
): Promise<void> {
  if (next.status === 'pending') {
    await db
      .updateTable('digests')
      .set({ next_try_at: next.nextTryAt })
      .where('id', '=', id)
      .where('tries', '=', tries)
      .execute()
    return
  }
  await db.deleteFrom('digests').where('id', '=', id).where('tries', '=', tries).execute()
}
