import type { Admission } from '@runhive/contracts/admission'
import type { revocations } from '@runhive/contracts/revocations'
import type * as z from 'zod'

export type Revocation = z.output<(typeof revocations)['event']>

/** Whether what was admitted as this principal must end. */
export function concerns(event: Revocation, { accountId, credential }: Admission): boolean {
  if (event.kind === 'account') return event.accountId === accountId
  return event.credential.kind === credential.kind && event.credential.id === credential.id
}
