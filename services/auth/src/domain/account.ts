import type { Account, Plan } from '@runhive/contracts/account'

export interface AccountRecord {
  readonly id: string
  readonly email: string | undefined
  readonly name: string | undefined
  readonly role: 'user' | 'operator'
  readonly createdAt: Date
}

export function toAccount({ createdAt, email, name, ...account }: AccountRecord, plan: Plan): Account {
  return {
    ...account,
    email: email ?? null,
    name: name ?? null,
    plan,
    createdAt: createdAt.toISOString(),
  }
}
