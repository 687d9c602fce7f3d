import type { Admission } from '@runhive/contracts/admission'
import { Rate } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import { type Client, RpcError } from '@runhive/contracts/define'
import { v7 as uuidv7 } from 'uuid'
import * as z from 'zod'
import type { Context } from '../context.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import type { RestMeta } from '../rest/endpoint.ts'
import type { Lease, Leases } from './leases.ts'
import { accountSuspended, isSuspended } from './suspended.ts'

/** One call, as far as it matters for whether it may be made. */
export interface Asked {
  /** The procedure's name, e.g. `executions.run`. */
  readonly path: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly meta: RestMeta | undefined
  readonly getRawInput: () => Promise<unknown>
  readonly signal: AbortSignal | undefined
}

export interface Admitted {
  /** undefined only for what is for anyone, when `auth` could not say who it is. */
  readonly principal: Admission | undefined
  /** Of a call that asks for an execution. */
  readonly lease: Lease | undefined
}

export interface AdmissionDeps {
  readonly auth: Pick<Client<typeof auth>, 'admit'>
  readonly leases: Pick<Leases, 'take'>
  /** The longest that the execution of this raw input can take, milliseconds. */
  readonly longestMs: (rawInput: unknown) => Promise<number>
  /** Where people write to the operator. */
  readonly contactUrl: string
}

/** Asks `auth` about one call. Rejects with its refusal, having told the answer's headers what it said. */
export type Admit = (ctx: Context, asked: Asked) => Promise<Admitted>

/**
 * Asked anew for every single call, open ones too, so that every limit counts and a credential is dead the moment it
 * is revoked: in the middle of a batch and on a socket opened long ago too. What was refused on a socket is refused
 * there for a moment without asking.
 */
export function createAdmission(deps: AdmissionDeps): Admit {
  return async (ctx, asked) => {
    assertOwnPage(ctx, asked)
    const execution = asked.meta?.leases
      ? { executionId: uuidv7(), executionMs: await deps.longestMs(await readRaw(asked)) }
      : undefined
    let admitted: { principal: Admission; lease: Lease | undefined }
    try {
      const scope = { signal: asked.signal, traceparent: ctx.traceparent }
      const question = toQuestion(ctx, asked.path)
      const ask = async () =>
        execution
          ? deps.leases.take({ ...question, ...execution }, scope)
          : { principal: await deps.auth.admit(question, scope), lease: undefined }
      admitted = await (ctx.operations ? ctx.operations.refusals.ask(asked.path, ask) : ask())
    } catch (error) {
      tellRefusal(ctx, error)
      if (isSuspended(error)) throw accountSuspended(deps.contactUrl)
      if (goesOnWithout(ctx, asked, error)) return { principal: undefined, lease: undefined }
      const { retryAfterMs } = toPublicError(error)
      if (retryAfterMs !== undefined) ctx.answer.tellRetry(retryAfterMs)
      throw error
    }
    const { principal, lease } = admitted
    // Whoever may not, has a lease already.
    using held = new DisposableStack()
    if (lease) held.use(lease)
    if (principal.credential.kind !== 'anonymous') ctx.noteAdmitted?.()
    if (principal.rate) ctx.answer.tellRate(principal.rate)
    if (principal.session?.extended) ctx.answer.keepSession(principal.session.expiresAt)
    assertRight(asked.meta, principal)
    held.move()
    return admitted
  }
}

/** What `auth` is told about a caller; the same when it is asked again whether a stream may go on. */
export function toQuestion(ctx: Context, procedure: string) {
  return {
    credential: ctx.credential,
    procedure,
    ip: ctx.ip,
    ...(ctx.userAgent === undefined ? {} : { userAgent: ctx.userAgent }),
    ...(ctx.origin === undefined ? {} : { origin: ctx.origin }),
  }
}

/** What is not JSON is the procedure's to refuse. */
const readRaw = ({ getRawInput }: Asked): Promise<unknown> => getRawInput().catch(() => undefined)

/**
 * A browser sends the cookie along whoever's page asks. So what changes something, or streams, must prove to come
 * from a page of ours; reading must only not come from another's, which could not see the answer anyway.
 */
function assertOwnPage({ credential, page }: Context, { type }: Asked): void {
  if (credential.kind !== 'session') return
  if (page === 'own' || (type === 'query' && page === 'unknown')) return
  throw foreignPage()
}

export function foreignPage(): GatewayError {
  return new GatewayError('FORBIDDEN', {
    message:
      'A request with a session cookie must come from a page of this service; use an API key elsewhere.',
  })
}

/**
 * `auth` decides. What is for people who signed in stays so even when one of another version knows less procedures
 * than this gateway; whether signed-out callers may run code is its operator's choice.
 */
function assertRight(meta: RestMeta | undefined, { credential, role }: Admission): void {
  const who = meta?.who ?? 'owner'
  if (who === 'anyone' || who === 'owner') return
  if (credential.kind === 'anonymous') throw new GatewayError('UNAUTHENTICATED')
  if (credential.kind === 'key') {
    throw new GatewayError('FORBIDDEN', {
      message: 'An API key is not allowed to do that: sign in to do it.',
    })
  }
  if (who === 'operator' && role !== 'operator') {
    throw new GatewayError('FORBIDDEN', { message: 'Only a signed-in operator may do that.' })
  }
}

const Refused = z.object({ rate: Rate.optional() })

function tellRefusal(ctx: Context, error: unknown): void {
  if (!(error instanceof RpcError)) return
  const rate = Refused.safeParse(error.data).data?.rate
  if (rate) ctx.answer.tellRate(rate)
  // It would be refused again with every request to come.
  if (error.code === 'UNAUTHENTICATED' && ctx.credential.kind === 'session') ctx.answer.endSession()
}

/**
 * What is for anyone is also for those whose session has ended, and reading it goes on without `auth`. Changing does
 * not: nobody may write without limits.
 */
function goesOnWithout({ credential }: Context, { meta, type }: Asked, error: unknown): boolean {
  if (meta?.who !== 'anyone' || !(error instanceof RpcError)) return false
  if (error.code === 'UNAUTHENTICATED') return credential.kind === 'session'
  return type === 'query' && isAway(error)
}

const AWAY: ReadonlySet<string> = new Set(['UNAVAILABLE', 'OVERLOADED', 'DEADLINE_EXCEEDED', 'INTERNAL'])
const isAway = (error: RpcError): boolean => AWAY.has(error.code)
