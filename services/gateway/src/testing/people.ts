import { SESSION_COOKIE } from '../http/cookies.ts'

/** Headers with which a browser asks that is signed in as an account, from a page of this origin. */
export function signedInAs(account: string, origin: string): Record<string, string> {
  return { authorization: '', cookie: `${SESSION_COOKIE}=session_${account}`, origin }
}

/** Headers of somebody without any credential. */
export const NOBODY: Readonly<Record<string, string>> = { authorization: '' }
