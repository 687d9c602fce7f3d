import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Drain } from './drain.ts'

/** What is known about a request before anybody asked who sent it. */
export interface Context {
  readonly requestId: string
  /** W3C trace context: the caller's if it sent one, else a new one. Goes down the mesh. */
  readonly traceparent: string
  /** The credential as sent. Never logged. */
  readonly token: string | undefined
  readonly ip: string
  readonly userAgent: string | undefined
  /** What stopping must wait for. */
  readonly drain: Drain
  /** Runs work once the answer has left, or at once when there is nobody left to answer. */
  readonly afterAnswer: (work: () => void) => void
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
/** What the auth contract takes; a longer one is cut, it only helps people to recognise a client. */
const MAX_USER_AGENT = 512

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

/** The API key of `Authorization: Bearer …` or `x-api-key`; over a WebSocket of the connection's parameters. Never of a URL. */
export function readToken(
  headers: IncomingHttpHeaders,
  connectionParams?: Readonly<Record<string, string | undefined>> | null,
): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  const header = headers['x-api-key']
  return (
    connectionParams?.apiKey ?? bearer ?? (typeof header === 'string' && header !== '' ? header : undefined)
  )
}

export function readUserAgent(headers: IncomingHttpHeaders): string | undefined {
  return headers['user-agent']?.slice(0, MAX_USER_AGENT)
}
