import { auth } from '@runhive/contracts/auth'
import { isNoResponder, RpcError } from '@runhive/contracts/define'

/** Refused calls are not counted, nor are those that no instance took. Of all other failures it is not known. */
const NOT_COUNTED: ReadonlySet<string> = new Set([
  ...Object.keys(auth.procedures.admit.refusals),
  'BAD_INPUT',
  'OVERLOADED',
])

/** Whether auth may have taken something for a call that failed. */
export function mayBeCounted(error: unknown): boolean {
  return !(error instanceof RpcError && NOT_COUNTED.has(error.code)) && !isNoResponder(error)
}
