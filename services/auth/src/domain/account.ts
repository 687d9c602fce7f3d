import type { Account, Plan } from '@runhive/contracts/account'
import type { Suspension } from './suspension.ts'

export interface AccountRecord {
  readonly id: string
  readonly email: string | undefined
  readonly name: string | undefined
  readonly role: 'user' | 'operator'
  readonly createdAt: Date
  readonly suspension: Suspension | undefined
}

export function toAccount(record: AccountRecord, plan: Plan): Account {
  const { createdAt, email, name, suspension, ...account } = record
  return {
    ...account,
    email: email ?? null,
    name: name ?? null,
    plan,
    createdAt: createdAt.toISOString(),
    suspension: suspension ? { at: suspension.at.toISOString(), reason: suspension.reason } : null,
  }
}
