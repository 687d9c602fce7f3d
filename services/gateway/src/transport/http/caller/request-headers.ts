import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Credential } from '../../../admission/caller.ts'

const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
/** The auth contract's limit; a longer one is cut, it only helps people to recognise a client. */
const MAX_USER_AGENT = 512
/** The contract's limits too. Nothing longer can be one of our credentials, or an origin that a key names. */
const MAX_TOKEN = 256
const MAX_ORIGIN = 255

/** The caller's own request id if it is short and harmless, else a new one. */
export function readRequestId(headers: IncomingHttpHeaders): string {
  const sent = headers['x-request-id']
  return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomBytes(12).toString('hex')
}

/** Keeps the caller's trace, if any, so that its spans and ours are one tree. */
export function readTraceparent(headers: IncomingHttpHeaders): string {
  const sent = headers.traceparent
  if (typeof sent === 'string' && TRACEPARENT.test(sent)) return sent
  const bytes = randomBytes(24).toString('hex')
  return `00-${bytes.slice(0, 32)}-${bytes.slice(32)}-01`
}

/** The API key of `Authorization: Bearer …` or `x-api-key`. Never of a URL. */
export function readKey(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  const header = headers['x-api-key']
  return bearer ?? (typeof header === 'string' && header !== '' ? header : undefined)
}

/** The key when there is one, else the session, else anonymous. */
export function toCredential(key: string | undefined, session: string | undefined): Credential {
  if (key !== undefined) return { kind: 'key', token: key.slice(0, MAX_TOKEN) }
  if (session) return { kind: 'session', token: session.slice(0, MAX_TOKEN) }
  return { kind: 'anonymous' }
}

export function readUserAgent(headers: IncomingHttpHeaders): string | undefined {
  return headers['user-agent']?.slice(0, MAX_USER_AGENT)
}

export function readOrigin(headers: IncomingHttpHeaders): string | undefined {
  return headers.origin?.slice(0, MAX_ORIGIN)
}
