import { randomUUID } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { NOTICES_MS, tellBy } from '../domain/notices.ts'
import { addMail } from './mails.ts'
import type { Schema } from './schema.ts'

/** Taken to count notices and add one, so that many messages at once are not all the last one allowed. */
const LOCK = 7_203_114

/** Queues the notice of a message that this transaction stores. */
export async function addNotice(
  trx: Transaction<Schema>,
  { messageId, at }: { messageId: string; at: Date },
  noticesPerHour: number,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx)
  // Locked: nothing is added to a digest that is being sent at this moment.
  const digest = await trx
    .selectFrom('digests')
    .select('id')
    .where('tries', '=', 0)
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  const noticesLately = await countSince(trx, new Date(at.getTime() - NOTICES_MS))
  if (tellBy({ noticesLately, gathering: digest !== undefined }, noticesPerHour) === 'notice') {
    await addMail(trx, { messageId, replyId: null, at })
    return
  }
  const digestId = digest?.id ?? (await addDigest(trx, new Date(at.getTime() + NOTICES_MS)))
  await trx.insertInto('digest_messages').values({ message_id: messageId, digest_id: digestId }).execute()
}

async function countSince(trx: Transaction<Schema>, since: Date): Promise<number> {
  const { notices } = await trx
    .selectFrom('mails')
    .select(({ fn }) => fn.countAll().as('notices'))
    .where('reply_id', 'is', null)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(notices)
}

async function addDigest(trx: Transaction<Schema>, dueAt: Date): Promise<string> {
  const id = randomUUID()
  await trx.insertInto('digests').values({ id, due_at: dueAt, next_try_at: dueAt }).execute()
  return id
}
