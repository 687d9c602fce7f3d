import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import { toReturnTo } from '@runhive/contracts/text/return-to'
import { SignInFailure } from '../../sign-in/failure.ts'
import { closeFlow, createFlow, FLOW_MS } from '../../sign-in/flow.ts'
import type { SignInDeps } from '../../sign-in/sign-in.ts'

/** Nothing is stored: what must come back travels sealed with the browser. */
export function beginSignIn({
  issuer,
  seal,
  now,
  log,
}: SignInDeps): Handler<typeof auth.procedures.beginSignIn> {
  return async ({ callbackUrl, returnTo }, call) => {
    if (!issuer) throw call.refusal('SIGN_IN_UNAVAILABLE', {})
    const flow = createFlow({ callbackUrl, returnTo: toReturnTo(returnTo), now: now() })
    try {
      const url = await issuer.authorizationUrl(callbackUrl, flow)
      return { url, flow: closeFlow(seal, flow), flowMs: FLOW_MS }
    } catch (error) {
      if (!(error instanceof SignInFailure)) throw error
      log.warn({ reason: error.reason, detail: error.message }, 'a sign-in could not begin')
      throw call.refusal('SIGN_IN_FAILED', { reason: error.reason })
    }
  }
}
