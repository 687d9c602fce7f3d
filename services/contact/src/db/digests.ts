import type { Kysely } from 'kysely'
import * as inbox from './inbox.ts'
import type { Settlement } from './mails.ts'
import type { Schema } from './schema.ts'

/** A digest that one process has claimed. */
export interface ClaimedDigest {
  readonly id: string
  /** This one included. */
  readonly tries: number
  readonly digest: {
    /** Messages that it reports, without deleted ones, and when the first of them came. */
    readonly messages: number
    readonly since: Date
    /** All that are neither answered nor archived. */
    readonly open: number
  }
}

/**
 * Claims the digest that has been due for longest, until it is settled or `forMs` are over. From then on no messages
 * are added to it. undefined when none is due, or when all its messages are deleted.
 */
export async function claim(
  db: Kysely<Schema>,
  { now, forMs }: { now: Date; forMs: number },
): Promise<ClaimedDigest | undefined> {
  const claimed = await db
    .updateTable('digests')
    .set(({ eb }) => ({ next_try_at: new Date(now.getTime() + forMs), tries: eb('tries', '+', 1) }))
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

/** Writes the result of a try, unless another process has claimed the digest since. */
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
