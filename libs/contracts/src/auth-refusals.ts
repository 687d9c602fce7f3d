import * as z from 'zod'

/** What of a sign-in or a key is refused, and why. */

/** One clear answer for everything that does not fit; `reason` says it to the person who signs in. */
export const SignInFailed = z.object({
  reason: z.enum([
    'denied',
    'expired',
    'mismatch',
    'invalid_token',
    'email_unverified',
    'issuer_unavailable',
  ]),
})
/** This installation has no client at an issuer: nobody can sign in. */
export const SignInUnavailable = z.object({})

/** What of a key contradicts itself, by the name of the field. */
export const BadKey = z.object({
  issues: z.array(z.object({ path: z.array(z.string()), message: z.string() })),
})
