import { type Kysely, sql, type Transaction } from 'kysely'
import type { Part, PartName, Parts, Removal } from '../domain/removal.ts'
import type { Schema } from './schema.ts'

/** A removal that this process has claimed. */
export interface RemovalJob {
  readonly id: string
  readonly accountId: string
  readonly email: string | undefined
  readonly parts: Parts
  /** How long ago it was requested, milliseconds, by the database's clock. */
  readonly ageMs: number
  /** From 1. */
  readonly attempt: number
}

/** Deletes personal data from an account, and notes that everything else of it must go. The account must be locked. */
export async function begin(
  trx: Transaction<Schema>,
  account: { id: string; email: string | undefined; parts: Parts },
): Promise<Removal> {
  await trx
    .updateTable('accounts')
    .set({
      issuer: null,
      subject: null,
      email: null,
      name: null,
      handle: null,
      role: 'user',
      suspended_at: null,
      suspension_reason: null,
      removed_at: sql<Date>`now()`,
    })
    .where('id', '=', account.id)
    .execute()
  const row = await trx
    .insertInto('account_removals')
    .values({ account_id: account.id, email: account.email ?? null, parts: account.parts })
    .returning(['id', 'parts', 'requested_at', 'finished_at'])
    .executeTakeFirstOrThrow()
  return toRemoval(row)
}

export async function findByAccount(db: Kysely<Schema>, accountId: string): Promise<Removal | undefined> {
  const row = await removals(db).where('account_id', '=', accountId).executeTakeFirst()
  return row && toRemoval(row)
}

export async function find(db: Kysely<Schema>, id: string): Promise<Removal | undefined> {
  const row = await removals(db).where('id', '=', id).executeTakeFirst()
  return row && toRemoval(row)
}

/** Claims a removal that is due, for `forMs`: until then no other process can. undefined when none is due. */
export async function claim(db: Kysely<Schema>, forMs: number): Promise<RemovalJob | undefined> {
  const row = await db
    .updateTable('account_removals')
    .set({
      attempts: sql`attempts + 1`,
      next_attempt_at: sql<Date>`now() + make_interval(secs => ${forMs / 1_000})`,
    })
    .where('id', '=', (due) =>
      due
        .selectFrom('account_removals')
        .select('id')
        .where('finished_at', 'is', null)
        .where('next_attempt_at', '<=', sql<Date>`now()`)
        .orderBy('next_attempt_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'account_id', 'email', 'parts', 'attempts'])
    .returning(sql<number>`extract(epoch from now() - requested_at)::float8 * 1000`.as('age_ms'))
    .executeTakeFirst()
  if (!row) return undefined
  return {
    id: row.id,
    accountId: row.account_id ?? '',
    email: row.email ?? undefined,
    parts: row.parts,
    ageMs: row.age_ms,
    attempt: row.attempts,
  }
}

/** In how many milliseconds the next one is due; undefined when all are finished. */
export async function nextDueMs(db: Kysely<Schema>): Promise<number | undefined> {
  const { ms } = await db
    .selectFrom('account_removals')
    .select(sql<number | null>`extract(epoch from min(next_attempt_at) - now())::float8 * 1000`.as('ms'))
    .where('finished_at', 'is', null)
    .executeTakeFirstOrThrow()
  return ms ?? undefined
}

/** Notes that a part is finished, now. Other processes may write other parts at the same time. */
export async function finishPart(
  db: Kysely<Schema>,
  id: string,
  { name, deleted }: { name: PartName; deleted: Part['deleted'] },
): Promise<void> {
  const part: Part = { deleted, finishedAt: new Date().toISOString() }
  await db
    .updateTable('account_removals')
    .set({ parts: sql`parts || ${JSON.stringify({ [name]: part })}::jsonb` })
    .where('id', '=', id)
    .execute()
}

/** Puts a removal back, to be tried again after a pause. Waiting for something is no failed attempt. */
export async function putBack(
  db: Kysely<Schema>,
  id: string,
  { pauseMs, failed }: { pauseMs: number; failed: boolean },
): Promise<void> {
  await db
    .updateTable('account_removals')
    .set({
      next_attempt_at: sql<Date>`now() + make_interval(secs => ${pauseMs / 1_000})`,
      ...(failed ? {} : { attempts: sql`greatest(attempts - 1, 0)` }),
    })
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .execute()
}

/** The last step: the account's row goes, with all that refers to it, and the receipt no longer names the account. */
export async function finish(db: Kysely<Schema>, job: RemovalJob): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { requests } = await trx
      .selectFrom('requests')
      .select(({ fn }) => fn.countAll<string>().as('requests'))
      .where('account_id', '=', job.accountId)
      .executeTakeFirstOrThrow()
    const { numDeletedRows } = await trx
      .deleteFrom('accounts')
      .where('id', '=', job.accountId)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return
    const gone = { accounts: Number(numDeletedRows), requests: Number(requests) }
    const deleted = { ...job.parts.auth.deleted, ...gone }
    await finishPart(trx, job.id, { name: 'auth', deleted })
    await trx
      .updateTable('account_removals')
      .set({ account_id: null, email: null, finished_at: sql<Date>`now()` })
      .where('id', '=', job.id)
      .execute()
  })
}

function removals(db: Kysely<Schema>) {
  return db.selectFrom('account_removals').select(['id', 'parts', 'requested_at', 'finished_at'])
}

const toRemoval = (row: {
  id: string
  parts: Parts
  requested_at: Date
  finished_at: Date | null
}): Removal => ({
  id: row.id,
  parts: row.parts,
  requestedAt: row.requested_at,
  finishedAt: row.finished_at ?? undefined,
})
