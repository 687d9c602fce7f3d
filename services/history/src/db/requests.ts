import type { AskedRequest } from '@runhive/contracts/request'
import type { Kysely } from 'kysely'
import { toColumnText } from '../domain/record.ts'
import { writeForAccount } from './accounts.ts'
import type { Schema } from './schema.ts'

/** The request of an execution, and its account. */
export interface KeptRequest {
  /** The execution's. */
  readonly id: string
  readonly accountId: string
  readonly request: AskedRequest
  /** When its result expires. */
  readonly expiresAt: Date
}

/**
 * Stores it once, however often it comes. A removed execution does not come back, and for a removed account nothing is
 * written.
 */
export async function keepRequest(db: Kysely<Schema>, kept: KeptRequest): Promise<void> {
  const { id, accountId, request, expiresAt } = kept
  const text = JSON.stringify(request)
  await writeForAccount(db, accountId, async (trx) => {
    const removed = await trx
      .selectFrom('seen_executions')
      .select('id')
      .where('id', '=', id)
      .where('removed', '=', true)
      .executeTakeFirst()
    if (removed) return
    await trx
      .insertInto('requests')
      .values({
        id,
        account_id: toColumnText(accountId),
        request: text,
        request_bytes: Buffer.byteLength(text),
        expires_at: expiresAt,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  })
}

/** undefined when it is not there or belongs to another account: the two are indistinguishable. */
export async function findRequest(
  db: Kysely<Schema>,
  { accountId, id }: { accountId: string; id: string },
  signal?: AbortSignal,
): Promise<AskedRequest | undefined> {
  const row = await db
    .selectFrom('requests')
    .select('request')
    .where('id', '=', id)
    .where('account_id', '=', toColumnText(accountId))
    .executeTakeFirst({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return row?.request
}
