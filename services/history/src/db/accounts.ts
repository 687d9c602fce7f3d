import { type Kysely, sql, type Transaction } from 'kysely'
import { accountDigest } from '../domain/account-digest.ts'
import { toColumnText } from '../domain/record.ts'
import type { Schema } from './schema.ts'

/**
 * The rows of an account, and their removal.
 *
 * A writer takes a shared lock on the account, a removal an exclusive one. So a writer either finishes before the
 * removal deletes, or finds the account removed.
 */

/** Longer than events of a removed account can still arrive: the log keeps them for an hour. */
const REMEMBER_REMOVED_MS = 7 * 24 * 60 * 60 * 1000
const BATCH = 500

/** Runs `write` in a transaction, unless the account has been removed: then nothing happens, and it gives undefined. */
export function writeForAccount<T>(
  db: Kysely<Schema>,
  accountId: string,
  write: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T | undefined> {
  return db.transaction().execute(async (trx) => {
    const { lock, digest } = accountLock(accountId)
    await sql`select pg_advisory_xact_lock_shared(${lock})`.execute(trx)
    // A statement of its own: it sees what was committed while this one waited for the lock.
    const removed = await trx
      .selectFrom('removed_accounts')
      .select('digest')
      .where('digest', '=', digest)
      .executeTakeFirst()
    return removed ? undefined : write(trx)
  })
}

/** Waits for the writers of an account, and has new ones wait until the transaction ends. */
export async function lockAccount(trx: Transaction<Schema>, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${accountLock(accountId).lock})`.execute(trx)
}

/**
 * Deletes every row of an account. For a week, everything of it that comes later is dropped. Gives how many rows it
 * deleted from each table. When `signal` aborts it stops after the batch under way; the next call goes on from there.
 */
export async function removeAccount(
  db: Kysely<Schema>,
  { accountId, now }: { accountId: string; now: Date },
  signal?: AbortSignal,
): Promise<Record<string, number>> {
  const expires_at = new Date(now.getTime() + REMEMBER_REMOVED_MS)
  await db.transaction().execute(async (trx) => {
    await lockAccount(trx, accountId)
    await trx
      .insertInto('removed_accounts')
      .values({ digest: accountDigest(accountId), expires_at })
      .onConflict((conflict) => conflict.column('digest').doUpdateSet({ expires_at }))
      .execute()
  })
  // From here on nobody writes rows of this account.
  return {
    executions: await deleteInBatches(db, { table: 'executions', accountId }, signal),
    // Not `requests`: that is what auth calls its own, in the same receipt.
    programs: await deleteInBatches(db, { table: 'requests', accountId }, signal),
    deliveries: await deleteInBatches(db, { table: 'deliveries', accountId }, signal),
    usage: await deleteAll(db, { table: 'usage', accountId }),
    webhookSecrets: await deleteAll(db, { table: 'webhook_secrets', accountId }),
  }
}

/** In batches, because rows may be large and no statement may exceed its timeout. */
async function deleteInBatches(
  db: Kysely<Schema>,
  { table, accountId }: { table: 'executions' | 'requests' | 'deliveries'; accountId: string },
  signal: AbortSignal | undefined,
): Promise<number> {
  for (let total = 0; ; ) {
    signal?.throwIfAborted()
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where id = any(array(
        select id from ${sql.table(table)} where account_id = ${toColumnText(accountId)} limit ${BATCH}))
    `.execute(db)
    total += Number(numAffectedRows)
    if (numAffectedRows < BATCH) return total
  }
}

async function deleteAll(
  db: Kysely<Schema>,
  { table, accountId }: { table: 'usage' | 'webhook_secrets'; accountId: string },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where('account_id', '=', toColumnText(accountId))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/**
 * The number of an account's lock, and what is left of the account when it was removed. Accounts that share a lock only
 * wait for each other.
 */
export function accountLock(accountId: string): { lock: bigint; digest: Buffer } {
  const digest = accountDigest(accountId)
  return { lock: digest.readBigInt64BE(0), digest }
}
