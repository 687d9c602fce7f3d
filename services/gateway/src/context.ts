import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Admission, Rate } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type * as z from 'zod'
import type { Ahead } from './admission/ahead.ts'
import type { Refusals } from './admission/refusals.ts'
import type { Drain } from './drain.ts'

/** What a caller proves itself with. Never logged. */
export type Credential = z.output<typeof auth.procedures.admit.input>['credential']

/**
 * What is known about a request before anybody asked who sent it. Of a socket it is made once, for everything on it.
 */
export interface Context {
  readonly requestId: string
  /** W3C trace context: the caller's if it sent one, else a new one. Goes down the mesh. */
  readonly traceparent: string
  readonly credential: Credential
  /** Which page sent it; says something only about browsers, and so only of cookies. */
  readonly page: Page
  /** Unknown of a service, which asks for somebody. */
  readonly ip: string | undefined
  readonly userAgent: string | undefined
  readonly origin: string | undefined
  /** What stopping must wait for. */
  readonly drain: Drain
  readonly answer: AnswerHeaders
  /** Told when somebody was admitted who had proved who they are: from then on there is more room for them. */
  readonly noteAdmitted?: (() => void) | undefined
  /** Runs work once the answer has left, or at once when there is nobody left to answer. */
  readonly afterAnswer: (work: () => void) => void
  /** Admissions of a batch's calls that were asked for before its headers were written. */
  readonly ahead?: Ahead | undefined
  /**
   * Of a socket: resolves when what was written to it has left it. A response to a request is not read ahead anyway.
   */
  readonly untilWritable?: ((signal: AbortSignal) => Promise<void>) | undefined
  /** Of a socket: makes room for one more subscription, or refuses with `TOO_MANY_STREAMS`. */
  readonly enterSubscription?: (() => Disposable) | undefined
  /** Of a socket: what all operations on it share. */
  readonly operations?: SocketOperations | undefined
}

/** What the operations of one socket tell it, and have from it. */
export interface SocketOperations {
  /**
   * Waits for a place among the operations under way: of the socket, of its address, and in all. Rejects with
   * `CANCELLED` when the socket has closed meanwhile.
   */
  enter(): Promise<Disposable>
  /** Somebody was admitted on it. */
  admitted(principal: Admission): void
  /** An operation was answered with this code of HTTP. Sockets that are refused too often are closed. */
  answered(status: number): void
  /** What `auth` has refused to it a moment ago. */
  readonly refusals: Refusals
}

/** `own`: certainly one of ours; `foreign`: certainly another; `unknown`: the browser did not say, or it is none. */
export type Page = 'own' | 'foreign' | 'unknown'

/** What an answer says beside its body. Nothing on sockets, which have no headers. */
export interface AnswerHeaders {
  /** Where the caller stands with its limits. Of several, the tightest is told. */
  tellRate(rate: Rate): void
  /** When to come back, milliseconds. */
  tellRetry(afterMs: number): void
  /** Sets the session's cookie again, until this time. */
  keepSession(expiresAt: string): void
  /** Takes the session's cookie away. */
  endSession(): void
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
/** What the auth contract takes; a longer one is cut, it only helps people to recognise a client. */
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

/** The key when there is one, else the session, else nobody in particular. */
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
