import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import { SignInFailure } from '../../sign-in/failure.ts'
import { type SignInDeps, signIn } from '../../sign-in/sign-in.ts'

/** One refusal for every failed check, logged once, without any part of the request. */
export function completeSignIn(deps: SignInDeps): Handler<typeof auth.procedures.completeSignIn> {
  return async (answer, call) => {
    const { issuer } = deps
    if (!issuer) throw call.refusal('SIGN_IN_UNAVAILABLE', {})
    try {
      const { token, expiresAt, returnTo } = await signIn({ ...deps, issuer }, answer)
      return { token, expiresAt: expiresAt.toISOString(), returnTo }
    } catch (error) {
      if (!(error instanceof SignInFailure)) throw error
      deps.log.info({ reason: error.reason, detail: error.message }, 'a sign-in failed')
      throw call.refusal('SIGN_IN_FAILED', { reason: error.reason })
    }
  }
}
