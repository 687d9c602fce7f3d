import { createCookies } from '../http/cookies.ts'

const { sessionName } = createCookies(undefined)

/** Headers with which a browser asks that is signed in as an account, from a page of this origin. */
export function signedInAs(account: string, origin: string): Record<string, string> {
  return { authorization: '', cookie: `${sessionName}=session_${account}`, origin }
}

/** Headers of somebody without any credential. */
export const NOBODY: Readonly<Record<string, string>> = { authorization: '' }
