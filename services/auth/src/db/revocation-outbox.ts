import type { Kysely, Transaction } from 'kysely'
import type { Revocation } from '../domain/revocation.ts'
import type { Schema } from './schema.ts'

export interface Outgoing {
  readonly id: string
  readonly event: Revocation
}

/** Adds events in the transaction that makes them true: one does not happen without the other. */
export async function insert(trx: Transaction<Schema>, events: readonly Revocation[]): Promise<void> {
  if (events.length === 0) return
  await trx
    .insertInto('revocation_outbox')
    .values(events.map((event) => ({ event })))
    .execute()
}

/** Events that are not published yet, oldest first. */
export async function list(db: Kysely<Schema>, limit: number): Promise<Outgoing[]> {
  return db
    .selectFrom('revocation_outbox')
    .select(['id', 'event'])
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function remove(db: Kysely<Schema>, id: string): Promise<void> {
  await db.deleteFrom('revocation_outbox').where('id', '=', id).execute()
}
