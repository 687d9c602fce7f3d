/** A person who signed in: all that is stored of the issuer's claims. */
export interface Person {
  readonly issuer: string
  readonly subject: string
  readonly email: string
  readonly name: string | null
}

const MAX_SUBJECT_LENGTH = 255
const MAX_EMAIL_LENGTH = 320
const MAX_NAME_LENGTH = 200

/**
 * undefined unless the issuer vouches for an e-mail address. `claims` are those of an id_token that has been validated.
 */
export function toPerson(claims: Readonly<Record<string, unknown>>): Person | undefined {
  const { iss, sub, email, email_verified: verified, name } = claims
  if (typeof iss !== 'string' || !isText(sub, MAX_SUBJECT_LENGTH)) return undefined
  if (verified !== true || !isText(email, MAX_EMAIL_LENGTH) || !email.includes('@')) return undefined
  return { issuer: iss, subject: sub, email, name: toName(name) }
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxLength && !/\p{Cc}/u.test(value)
}

/** As an account's owner could have written it. */
function toName(claim: unknown): string | null {
  if (typeof claim !== 'string') return null
  const name = claim
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_NAME_LENGTH)
    .trim()
  return name === '' ? null : name
}
