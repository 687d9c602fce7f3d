import type { Plan } from '@runhive/contracts/account'
import type { Kysely } from 'kysely'
import * as plans from './plans.ts'
import type { Schema } from './schema.ts'

/** The plan of an account that exists. */
export type PlanOf = (accountId: string) => Promise<Plan>

export function planOf(db: Kysely<Schema>): PlanOf {
  const find = plans.createFinderByAccount(db)
  return async (accountId) => {
    const plan = await find(accountId)
    if (!plan) throw new Error('there is no such account')
    return plan
  }
}
