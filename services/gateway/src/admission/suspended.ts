import { SUSPENDED } from '@runhive/contracts/account'
import { auth } from '@runhive/contracts/auth'
import { isRefusal } from '@runhive/contracts/define'
import { GatewayError } from '../errors.ts'

/** Whether `auth` refused because the account is suspended. */
export function isSuspended(error: unknown): boolean {
  return isRefusal(auth, 'admit', error, 'FORBIDDEN') && error.data.scope === SUSPENDED
}

/** Says what it is and whom to ask, never why: keys may be in other hands than their owner's, and browser keys are for all to see. */
export function accountSuspended(contactUrl: string): GatewayError {
  return new GatewayError('ACCOUNT_SUSPENDED', {
    message: `This account is suspended: it can run and make nothing until the operator resumes it. Its owner can sign in to read why, and write to the operator at ${contactUrl}.`,
    details: { contact: contactUrl },
  })
}
