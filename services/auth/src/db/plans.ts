import type { Account, Plan } from '@runhive/contracts/account'
import { prepared } from '@runhive/postgres/prepared'
import type { Kysely, Selectable } from 'kysely'
import { toUuid } from '../domain/uuid.ts'
import type { PlansTable, Schema } from './schema.ts'

export async function list(db: Kysely<Schema>): Promise<Plan[]> {
  return (await db.selectFrom('plans').selectAll().orderBy('name').execute()).map(toPlan)
}

/** Makes or replaces it; accounts that have it have the new limits. */
export async function put(db: Kysely<Schema>, plan: Plan): Promise<void> {
  const { name, ...values } = toRow(plan)
  await db
    .insertInto('plans')
    .values({ name, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute()
}

/** A finder of the plan with a name. */
export function createFinder(db: Kysely<Schema>): (name: string) => Promise<Plan | undefined> {
  const query = prepared('find-plan', selectByName(db, '').compile())
  return async (name) => {
    const { rows } = await db.executeQuery<Selectable<PlansTable>>({ ...query, parameters: [name] })
    return rows[0] && toPlan(rows[0])
  }
}

/** A finder of the plan that an account has. */
export function createFinderByAccount(db: Kysely<Schema>): (accountId: string) => Promise<Plan | undefined> {
  const query = prepared('find-plan-of-account', selectByAccount(db, '').compile())
  return async (accountId) => {
    const { rows } = await db.executeQuery<Selectable<PlansTable>>({
      ...query,
      parameters: [toUuid(accountId)],
    })
    return rows[0] && toPlan(rows[0])
  }
}

/** The plan of an account that exists. */
export type PlanOf = (accountId: string) => Promise<Plan>

export function planOf(db: Kysely<Schema>): PlanOf {
  const find = createFinderByAccount(db)
  return async (accountId) => {
    const plan = await find(accountId)
    if (!plan) throw new Error('there is no such account')
    return plan
  }
}

const selectByName = (db: Kysely<Schema>, name: string) =>
  db.selectFrom('plans').selectAll().where('name', '=', name)

const selectByAccount = (db: Kysely<Schema>, accountId: string) =>
  db
    .selectFrom('accounts')
    .innerJoin('plans', 'plans.name', 'accounts.plan')
    .selectAll('plans')
    .where('accounts.id', '=', accountId)

/** Changes the fields that are given. False when there is no such account. */
export async function changeAccount(
  db: Kysely<Schema>,
  accountId: string,
  change: { plan?: string | undefined; role?: Account['role'] | undefined },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('accounts')
    .set((set) => ({
      plan: change.plan === undefined ? set.ref('plan') : set.val(change.plan),
      role: change.role === undefined ? set.ref('role') : set.val(change.role),
    }))
    .where('id', '=', toUuid(accountId))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const toPlan = (row: Selectable<PlansTable>): Plan => ({
  name: row.name,
  allowance: {
    requestsPerMinute: row.requests_per_minute,
    burst: row.burst,
    executionsPerDay: row.executions_per_day,
    concurrentExecutions: row.concurrent_executions,
  },
  maxKeys: row.max_keys,
  retentionDays: row.retention_days,
})

const toRow = ({ name, allowance, maxKeys, retentionDays }: Plan): Selectable<PlansTable> => ({
  name,
  requests_per_minute: allowance.requestsPerMinute,
  burst: allowance.burst,
  executions_per_day: allowance.executionsPerDay,
  concurrent_executions: allowance.concurrentExecutions,
  max_keys: maxKeys,
  retention_days: retentionDays,
})
