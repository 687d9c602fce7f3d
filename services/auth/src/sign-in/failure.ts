import type { auth } from '@runhive/contracts/auth'
import type * as z from 'zod'

export type SignInReason = z.output<
  (typeof auth.procedures.completeSignIn.refusals)['SIGN_IN_FAILED']
>['reason']

/** A sign-in that came to nothing. `reason` is for the person, `message` for the log; neither holds anything of the answer. */
export class SignInFailure extends Error {
  readonly reason: SignInReason
  constructor(reason: SignInReason, message: string) {
    super(message)
    this.name = 'SignInFailure'
    this.reason = reason
  }
}
