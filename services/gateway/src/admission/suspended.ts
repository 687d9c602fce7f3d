import { SUSPENDED } from '@runhive/contracts/account'
import { auth } from '@runhive/contracts/auth'
import { isRefusal } from '@runhive/contracts/define'
import { GatewayError } from '../errors/gateway-error.ts'

/** Whether `auth` refused because the account is suspended. */
export function isSuspended(error: unknown): boolean {
  return isRefusal(auth, 'admit', error, 'FORBIDDEN') && error.data.scope === SUSPENDED
}

/**
 * Says that the account is suspended and whom to ask, never why: others than the owner may use a key, and browser keys
 * are public.
 */
export function accountSuspended(contactUrl: string): GatewayError {
  return new GatewayError('ACCOUNT_SUSPENDED', {
    message: `This account is suspended: it cannot run or create anything until the operator resumes it. Its owner can sign in to read the reason, and contact the operator at ${contactUrl}.`,
    details: { contact: contactUrl },
  })
}
