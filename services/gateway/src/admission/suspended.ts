import { SUSPENDED } from '@runhive/contracts/account'
import { RpcError } from '@runhive/contracts/define'
import * as z from 'zod'
import { GatewayError } from '../errors/gateway-error.ts'

const Lacking = z.object({ scope: z.literal(SUSPENDED) })

/** Whether `auth` refused because the account is suspended. */
export function isSuspended(error: unknown): boolean {
  return error instanceof RpcError && error.code === 'FORBIDDEN' && Lacking.safeParse(error.data).success
}

/**
 * Says that the account is suspended and whom to ask, never why: others than the owner may use a key, and browser keys
 * are public.
 */
export function accountSuspended(contactUrl: string): GatewayError {
  return new GatewayError('ACCOUNT_SUSPENDED', {
    message: `This account is suspended: it can run and make nothing until the operator resumes it. Its owner can sign in to read why, and write to the operator at ${contactUrl}.`,
    details: { contact: contactUrl },
  })
}
