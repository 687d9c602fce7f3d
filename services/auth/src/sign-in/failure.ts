import type { auth } from '@runhive/contracts/auth'
import type * as z from 'zod'

export type SignInReason = z.output<
  (typeof auth.procedures.completeSignIn.refusals)['SIGN_IN_FAILED']
>['reason']

/** A failed sign-in. `reason` is for the person, `message` for the log; neither has any part of the issuer's answer. */
export class SignInFailure extends Error {
  readonly reason: SignInReason
  constructor(reason: SignInReason, message: string) {
    super(message)
    this.name = 'SignInFailure'
    this.reason = reason
  }
}
