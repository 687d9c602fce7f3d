import type { AskedRequest } from '@runhive/contracts/request'
import type { Kysely } from 'kysely'
import { toColumnText } from '../domain/record.ts'
import type { Schema } from './schema.ts'

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
