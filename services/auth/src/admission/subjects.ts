import type { Plan } from '@runhive/contracts/account'
import { countedAs } from '@runhive/process/address'
import type { KeyRecord } from '../domain/admission.ts'
import { keyLimits, type Limits, type Subject } from '../domain/limits.ts'

export const accountSubject = (accountId: string, plan: Plan): Subject => ({
  of: 'account',
  id: `account:${accountId}`,
  accountId,
  limits: plan.allowance,
})

export const keySubject = (key: KeyRecord, plan: Plan): Subject => ({
  of: 'key',
  id: `key:${key.id}`,
  keyId: key.id,
  limits: keyLimits(key.allowance, plan.allowance),
})

/** Of signed-out callers and failed credentials. */
export const addressSubject = (ip: string | undefined, plan: Plan): Subject => ({
  of: 'ip',
  id: `ip:${countedAs(ip)}`,
  limits: plan.allowance,
})

/** The contact form reaches a person: beside the caller's own limits it has tighter ones, of the address. */
export const contactSubject = (ip: string | undefined, limits: Limits): Subject => ({
  of: 'ip',
  id: `contact:${countedAs(ip)}`,
  limits,
})
