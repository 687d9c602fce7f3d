import { createCookies } from '../transport/http/caller/cookies.ts'

/** Headers with which a browser asks that is signed in as an account, from a page of this origin: the gateway's own. */
export function signedInAs(account: string, origin: string): Record<string, string> {
  const { sessionName } = createCookies(origin)
  return { authorization: '', cookie: `${sessionName}=session_${account}`, origin }
}

/** Headers of somebody without any credential. */
export const NOBODY: Readonly<Record<string, string>> = { authorization: '' }
