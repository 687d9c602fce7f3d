import { SUSPENDED } from '@runhive/contracts/account'
import { RpcError } from '@runhive/contracts/define'
import * as z from 'zod'
import { GatewayError } from '../errors.ts'

const Lacking = z.object({ scope: z.literal(SUSPENDED) })

/** Whether `auth` refused because the account is suspended. */
export function isSuspended(error: unknown): boolean {
  return error instanceof RpcError && error.code === 'FORBIDDEN' && Lacking.safeParse(error.data).success
}

/** Says what it is and whom to ask, never why: keys may be in other hands than their owner's, and browser keys are for all to see. */
export function accountSuspended(contactUrl: string): GatewayError {
  return new GatewayError('ACCOUNT_SUSPENDED', {
    message: `This account is suspended: it cannot run or create anything until the operator resumes it. Its owner can sign in to read the reason, and contact the operator at ${contactUrl}.`,
    details: { contact: contactUrl },
  })
}
