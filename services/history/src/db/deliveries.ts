import type { WebhookDelivery } from '@runhive/contracts/history'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Position } from '../domain/cursor.ts'
import { toColumnText } from '../domain/record.ts'
import { writeForAccount } from './accounts.ts'
import type { Schema } from './schema.ts'

/** Webhooks: those to be sent, and the log of those that were. */

/** A literal and not a parameter: only then can every plan use the index of what is due. */
const WAITING = [sql.lit('pending' as const), sql.lit('sealed' as const)]

export type Attempt = WebhookDelivery['attempts'][number]

/**
 * How long a claim on a delivery lasts, milliseconds: longer than any try takes. The death of a process delays a
 * delivery by this.
 */
const CLAIM_MS = 60_000

/** Logs a test, which was tried once. For an account that was removed nothing is logged. */
export async function addTest(
  db: Kysely<Schema>,
  test: { accountId: string; delivery: WebhookDelivery; expiresAt: Date },
): Promise<void> {
  const { accountId, delivery, expiresAt } = test
  await writeForAccount(db, accountId, async (trx) => {
    await trx
      .insertInto('deliveries')
      .values({
        id: delivery.id,
        execution_id: null,
        account_id: toColumnText(accountId),
        url: toColumnText(delivery.url),
        status: delivery.status,
        payload: null,
        created_at: new Date(delivery.createdAt),
        next_attempt_at: null,
        attempts: JSON.stringify(delivery.attempts),
        expires_at: expiresAt,
      })
      .execute()
  })
}

export interface Claimed {
  readonly id: string
  readonly accountId: string
  readonly url: string
  readonly payload: string
  /** Whether the payload is encrypted. */
  readonly sealed: boolean
  /** Tries before this one. */
  readonly tries: number
}

/**
 * Claims the delivery that has been due for longest, until it is settled or the claim lapses. Those of the accounts
 * `except` wait. undefined when none is due.
 */
export async function claim(
  db: Kysely<Schema>,
  { now, except }: { now: Date; except: readonly string[] },
): Promise<Claimed | undefined> {
  const row = await db
    .updateTable('deliveries')
    .set({ next_attempt_at: new Date(now.getTime() + CLAIM_MS) })
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('deliveries')
        .select('id')
        .where('status', 'in', WAITING)
        .where('next_attempt_at', '<=', now)
        .where('account_id', '!=', sql<string>`all(${[...except]}::text[])`)
        .orderBy('next_attempt_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'account_id', 'url', 'payload', 'status'])
    .returning(sql<number>`jsonb_array_length(attempts)`.as('tries'))
    .executeTakeFirst()
  if (!row) return undefined
  const { id, account_id: accountId, url, status, tries } = row
  return { id, accountId, url, payload: row.payload ?? '', sealed: status === 'sealed', tries }
}

/** In how many milliseconds the next one is due, without those of the accounts `except`; undefined when none waits. */
export async function nextDueMs(
  db: Kysely<Schema>,
  { now, except }: { now: Date; except: readonly string[] },
): Promise<number | undefined> {
  const { next } = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.min<Date | null>('next_attempt_at').as('next'))
    .where('status', 'in', WAITING)
    .where('account_id', '!=', sql<string>`all(${[...except]}::text[])`)
    .executeTakeFirstOrThrow()
  return next ? next.getTime() - now.getTime() : undefined
}

/** The result of a try. */
export type Settlement =
  | { readonly status: 'pending'; readonly nextAttemptAt: Date }
  | { readonly status: 'delivered' | 'failed'; readonly expiresAt: Date }

/** Logs a try and its result. A delivery that was removed or given up meanwhile stays so. */
export async function settle(
  db: Kysely<Schema>,
  { id, attempt, next }: { id: string; attempt: Attempt; next: Settlement },
): Promise<void> {
  const pending = next.status === 'pending'
  await db
    .updateTable('deliveries')
    .set(({ ref }) => ({
      attempts: sql<string>`${ref('attempts')} || ${JSON.stringify([attempt])}::jsonb`,
      status: pending ? ref('status') : next.status,
      payload: pending ? ref('payload') : null,
      next_attempt_at: pending ? next.nextAttemptAt : null,
      expires_at: pending ? null : next.expiresAt,
    }))
    .where('id', '=', id)
    .where('status', 'in', WAITING)
    .execute()
}

/** Deliveries of an execution that was removed are not sent any more. */
export async function giveUp(
  trx: Transaction<Schema>,
  { executionId, now }: { executionId: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ status: 'failed', payload: null, next_attempt_at: null, expires_at: now })
    .where('execution_id', '=', executionId)
    .where('status', 'in', WAITING)
    .execute()
}

export interface DeliveryQuery {
  readonly accountId: string
  readonly executionId?: string | undefined
  readonly after?: Position | undefined
  readonly limit: number
}

/** Newest first, from right after a position. */
export async function list(
  db: Kysely<Schema>,
  { accountId, executionId, after, limit }: DeliveryQuery,
  signal?: AbortSignal,
): Promise<WebhookDelivery[]> {
  let query = db
    .selectFrom('deliveries')
    .select(['id', 'execution_id', 'url', 'status', 'created_at', 'next_attempt_at', 'attempts'])
    .where('account_id', '=', toColumnText(accountId))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  if (executionId !== undefined) query = query.where('execution_id', '=', executionId)
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)),
    )
  }
  const rows = await query.execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return rows.map((row) => ({
    id: row.id,
    executionId: row.execution_id,
    url: row.url,
    status: row.status === 'sealed' ? 'pending' : row.status,
    createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    attempts: row.attempts,
  }))
}

/** Which of these wait to be sent or tried again. */
export async function findWaiting(db: Kysely<Schema>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('status', 'in', WAITING)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** How many wait to be sent or tried again. */
export async function countPending(db: Kysely<Schema>): Promise<number> {
  const { pending } = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll().as('pending'))
    .where('status', 'in', WAITING)
    .executeTakeFirstOrThrow()
  return Number(pending)
}

/** 0 when none waits. */
export async function oldestPendingSeconds(db: Kysely<Schema>, now: Date): Promise<number> {
  const { oldest } = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.min<Date | null>('created_at').as('oldest'))
    .where('status', 'in', WAITING)
    .executeTakeFirstOrThrow()
  return oldest ? Math.max(0, (now.getTime() - oldest.getTime()) / 1000) : 0
}
