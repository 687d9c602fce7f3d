import type { revocations } from '@runhive/contracts/revocations'
import type * as z from 'zod'

/** Notifies gateways of a credential that ends before its time. */
export type Revocation = z.output<(typeof revocations)['event']>

export const revokedKey = (id: string): Revocation => ({
  kind: 'credential',
  credential: { kind: 'key', id },
})

export const revokedSession = (id: string): Revocation => ({
  kind: 'credential',
  credential: { kind: 'session', id },
})

export const revokedAccount = (accountId: string): Revocation => ({ kind: 'account', accountId })
