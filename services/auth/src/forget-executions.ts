import { Unavailable } from '@runhive/contracts/define'
import type { Mesh } from '@runhive/mesh/mesh'

/** Removes what the mesh keeps of an account's executions: their events, and the claims of idempotency keys. */
export function forgetExecutions(_mesh: Mesh): (accountId: string) => Promise<void> {
  return () => Promise.reject(new Unavailable('the mesh cannot forget by account yet'))
}
