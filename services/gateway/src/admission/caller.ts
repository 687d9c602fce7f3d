import type { Rate } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type * as z from 'zod'
import type { RefusalCache } from './refusal-cache.ts'

/** What a caller proves itself with. Never logged. */
export type Credential = z.output<typeof auth.procedures.admit.input>['credential']

/** Who calls, before admission, and how the answer's headers are set. */
export interface Caller {
  readonly credential: Credential
  /** Which page sent it; says something only about browsers, and so only of cookies. */
  readonly page: Page
  /** undefined when a service calls on behalf of the caller. */
  readonly ip: string | undefined
  readonly userAgent: string | undefined
  readonly origin: string | undefined
  /** W3C trace context: the caller's if it sent one, else a new one. Goes down the mesh. */
  readonly traceparent: string
  readonly answer: AnswerHeaders
  /** Called when somebody was admitted who had proved who they are: from then on there is more room for them. */
  readonly noteAdmitted?: (() => void) | undefined
  /** Of a socket: what `auth` has refused to it a moment ago. */
  readonly operations?: { readonly refusals: RefusalCache } | undefined
}

/** `own`: certainly one of ours; `foreign`: certainly another; `unknown`: the browser did not say, or it is none. */
export type Page = 'own' | 'foreign' | 'unknown'

/** What an answer says beside its body. Nothing on sockets, which have no headers. */
export interface AnswerHeaders {
  /** Where the caller stands with its limits. Of several, the tightest counts. */
  tellRate(rate: Rate): void
  /** When to retry, milliseconds. */
  tellRetry(afterMs: number): void
  /** Sets the session's cookie again, until this time. */
  keepSession(expiresAt: string): void
  /** Takes the session's cookie away. */
  endSession(): void
}
