import type { Account } from '@runhive/contracts/account'
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { type AccountRecord, toAccount } from '../domain/account.ts'
import type { Person } from '../domain/person.ts'
import type { Position } from '../domain/position.ts'
import type { Suspension } from '../domain/suspension.ts'
import { toUuid } from '../domain/uuid.ts'
import * as plans from './plans.ts'
import type { AccountsTable, Schema } from './schema.ts'

const COLUMNS = ['id', 'email', 'name', 'role', 'created_at', 'suspended_at', 'suspension_reason'] as const

/** The plan of accounts that the operator's command makes: they are the operator's own programs. */
const PLAN_OF_HANDLES = 'development'

/**
 * Gives the id of the account with this handle, which is made when there is none. Safe at once: there is never a second
 * one.
 */
export async function ensureByHandle(db: Kysely<Schema>, handle: string): Promise<string> {
  await db
    .insertInto('accounts')
    .values({ handle, plan: PLAN_OF_HANDLES })
    .onConflict((conflict) => conflict.column('handle').doNothing())
    .execute()
  const { id } = await db
    .selectFrom('accounts')
    .select('id')
    .where('handle', '=', handle)
    .executeTakeFirstOrThrow()
  return id
}

/**
 * Gives the id of a person's account, which is made when there is none. Safe at once: there is never a second one.
 * Their e-mail address is the one they have now; their name stays as they wrote it here.
 */
export async function ensureByPerson(db: Kysely<Schema>, person: Person): Promise<string> {
  const { issuer, subject, email, name } = person
  const { id } = await db
    .insertInto('accounts')
    .values({ issuer, subject, email, name })
    .onConflict((conflict) =>
      conflict.columns(['issuer', 'subject']).doUpdateSet({
        email,
        name: (set) => set.fn.coalesce('accounts.name', set.val(name)),
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function find(db: Kysely<Schema>, id: string): Promise<AccountRecord | undefined> {
  const row = await living(db).where('id', '=', id).executeTakeFirst()
  return row && toAccountRecord(row)
}

/** An account as its owner and operators see it. */
export async function findWithPlan(db: Kysely<Schema>, accountId: string): Promise<Account | undefined> {
  const [account, plan] = await Promise.all([
    find(db, toUuid(accountId)),
    plans.createFinderByAccount(db)(accountId),
  ])
  return account && plan && toAccount(account, plan)
}

/** The account, locked against changes and removal until this transaction ends. */
export async function lock(trx: Transaction<Schema>, id: string): Promise<AccountRecord | undefined> {
  const row = await living(trx).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toAccountRecord(row)
}

/** Gives the account as it is then; undefined when there is none. */
export async function rename(
  db: Kysely<Schema>,
  id: string,
  name: string,
): Promise<AccountRecord | undefined> {
  const row = await db
    .updateTable('accounts')
    .set({ name })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .returning(COLUMNS)
    .executeTakeFirst()
  return row && toAccountRecord(row)
}

/** Suspends an account, or resumes it. It must be locked. */
export async function setSuspension(
  trx: Transaction<Schema>,
  id: string,
  suspension: Suspension | undefined,
): Promise<void> {
  await trx
    .updateTable('accounts')
    .set({ suspended_at: suspension?.at ?? null, suspension_reason: suspension?.reason ?? null })
    .where('id', '=', id)
    .execute()
}

export interface AccountsQuery {
  /** Part of an e-mail address or name. */
  readonly search?: string | undefined
  readonly state?: 'active' | 'suspended' | undefined
  readonly after?: Position | undefined
  readonly limit: number
}

/** Newest first, at most `limit`, those after `after`. */
export async function list(db: Kysely<Schema>, query: AccountsQuery): Promise<AccountRecord[]> {
  // A `Date` has milliseconds, a column microseconds: both sides of the comparison must be the same.
  const createdMs = sql<Date>`date_trunc('milliseconds', created_at)`
  let rows = living(db).orderBy(createdMs, 'desc').orderBy('id', 'desc').limit(query.limit)
  const { search, state, after } = query
  if (state !== undefined) rows = rows.where('suspended_at', state === 'active' ? 'is' : 'is not', null)
  if (search !== undefined) {
    const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&').replaceAll('\0', '')}%`
    rows = rows.where((where) =>
      where.or([where('email', 'ilike', pattern), where('name', 'ilike', pattern)]),
    )
  }
  if (after !== undefined) {
    rows = rows.where(sql<boolean>`(${createdMs}, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`)
  }
  return (await rows.execute()).map(toAccountRecord)
}

/** Those with this e-mail address, or this handle. */
export async function findBy(
  db: Kysely<Schema>,
  column: 'email' | 'handle',
  value: string,
): Promise<AccountRecord[]> {
  return (await living(db).where(column, '=', value).execute()).map(toAccountRecord)
}

export async function setRole(db: Kysely<Schema>, id: string, role: 'user' | 'operator'): Promise<void> {
  await db.updateTable('accounts').set({ role }).where('id', '=', id).execute()
}

function living(db: Kysely<Schema>) {
  return db.selectFrom('accounts').select(COLUMNS).where('removed_at', 'is', null)
}

type LivingRow = Pick<Selectable<AccountsTable>, (typeof COLUMNS)[number]>

const toAccountRecord = (row: LivingRow): AccountRecord => ({
  id: row.id,
  email: row.email ?? undefined,
  name: row.name ?? undefined,
  role: row.role,
  createdAt: row.created_at,
  suspension: row.suspended_at ? { at: row.suspended_at, reason: row.suspension_reason ?? '' } : undefined,
})
