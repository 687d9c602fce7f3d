import type { Admission } from '@runhive/contracts/admission'
import { Rate } from '@runhive/contracts/admission'
import { auth } from '@runhive/contracts/auth'
import { type Client, isRefusal, RpcError } from '@runhive/contracts/define'
import { v7 as uuidv7 } from 'uuid'
import * as z from 'zod'
import { GatewayError } from '../errors/gateway-error.ts'
import { toPublicError, toRepeatable } from '../errors/public-error.ts'
import type { Access } from './access.ts'
import type { Caller } from './caller.ts'
import type { ConcurrencySlot, ConcurrencySlots } from './concurrency-slots.ts'
import { accountSuspended, isSuspended } from './suspended.ts'

/** What admission needs to know of a call. */
export interface AdmissionCall {
  /** The procedure's name, e.g. `executions.run`. */
  readonly path: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly meta: Access | undefined
  readonly getRawInput: () => Promise<unknown>
  readonly signal: AbortSignal | undefined
}

export interface Admitted {
  /** undefined only for a procedure that is open to anyone, while `auth` is away. */
  readonly principal: Admission | undefined
  /** Of a call that asks for an execution. */
  readonly slot: ConcurrencySlot | undefined
}

export interface AdmissionDeps {
  readonly auth: Pick<Client<typeof auth>, 'admit'>
  readonly slots: Pick<ConcurrencySlots, 'take'>
  /** The longest that the execution of this raw input can take, milliseconds. */
  readonly maxDurationMs: (rawInput: unknown) => Promise<number>
  /** Where people write to the operator. */
  readonly contactUrl: string
}

/** Asks `auth` about one call and sets the answer's headers. Rejects with its refusal. */
export type Admit = (caller: Caller, call: AdmissionCall) => Promise<Admitted>

/**
 * Every single call is admitted, also to open procedures, so that all limits count and a revoked credential is dead at
 * once, even in the middle of a batch or on an old socket. A socket's refusals are repeated for a moment without asking
 * `auth`.
 */
export function createAdmission(deps: AdmissionDeps): Admit {
  return async (caller, call) => {
    assertOwnPage(caller, call)
    const execution = call.meta?.takesSlot
      ? { executionId: uuidv7(), executionMs: await deps.maxDurationMs(await readRaw(call)) }
      : undefined
    let admitted: { principal: Admission; slot: ConcurrencySlot | undefined }
    try {
      const scope = { signal: call.signal, traceparent: caller.traceparent }
      const question = toQuestion(caller, call.path)
      const ask = async () =>
        execution
          ? deps.slots.take({ ...question, ...execution }, scope)
          : { principal: await deps.auth.admit(question, scope), slot: undefined }
      admitted = await (caller.operations ? caller.operations.refusals.ask(call.path, ask) : ask())
    } catch (error) {
      tellRefusal(caller, error)
      if (isSuspended(error)) throw accountSuspended(deps.contactUrl)
      if (goesOnWithout(caller, call, error)) return { principal: undefined, slot: undefined }
      const refusal = toRepeatable(error)
      const { retryAfterMs } = toPublicError(refusal)
      if (retryAfterMs !== undefined) caller.answer.tellRetry(retryAfterMs)
      throw refusal
    }
    const { principal, slot } = admitted
    // Who is refused below has a slot already.
    using taken = new DisposableStack()
    if (slot) taken.use(slot)
    if (principal.credential.kind !== 'anonymous') caller.noteAdmitted?.()
    if (principal.rate) caller.answer.tellRate(principal.rate)
    if (principal.session?.extended) caller.answer.keepSession(principal.session.expiresAt)
    assertRight(call.meta, principal)
    taken.move()
    return admitted
  }
}

/** What `auth` decides by; also used when an open stream is checked again. */
export function toQuestion(caller: Caller, procedure: string) {
  return {
    credential: caller.credential,
    procedure,
    ...(caller.ip === undefined ? {} : { ip: caller.ip }),
    ...(caller.userAgent === undefined ? {} : { userAgent: caller.userAgent }),
    ...(caller.origin === undefined ? {} : { origin: caller.origin }),
  }
}

/** Input that is not JSON is left for the procedure to refuse. */
const readRaw = ({ getRawInput }: AdmissionCall): Promise<unknown> => getRawInput().catch(() => undefined)

/**
 * A browser sends the cookie along, no matter whose page asks. So a mutation or a subscription must prove that it comes
 * from a page of ours; a query must only not come from a foreign page, which could not read the answer anyway.
 */
function assertOwnPage({ credential, page }: Caller, { type }: AdmissionCall): void {
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
 * `auth` decides. This check holds even when an `auth` of another version knows fewer procedures than this gateway.
 * Whether signed-out callers may run code is the operator's choice.
 */
function assertRight(meta: Access | undefined, { credential, role }: Admission): void {
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

function tellRefusal(caller: Caller, error: unknown): void {
  if (!(error instanceof RpcError)) return
  const rate = Refused.safeParse(error.data).data?.rate
  if (rate) caller.answer.tellRate(rate)
  // Every further request with it would be refused too.
  if (isUnauthenticated(error) && caller.credential.kind === 'session') caller.answer.endSession()
}

/**
 * What is open to anyone is also open to those whose session has ended, and queries of it work without `auth`.
 * Mutations do not: nobody may write without limits.
 */
function goesOnWithout({ credential }: Caller, { meta, type }: AdmissionCall, error: unknown): boolean {
  if (meta?.who !== 'anyone' || !(error instanceof RpcError)) return false
  if (isUnauthenticated(error)) return credential.kind === 'session'
  return type === 'query' && isAway(error)
}

const isUnauthenticated = (error: unknown) => isRefusal(auth, 'admit', error, 'UNAUTHENTICATED')

const AWAY: ReadonlySet<string> = new Set(['UNAVAILABLE', 'OVERLOADED', 'DEADLINE_EXCEEDED', 'INTERNAL'])
const isAway = (error: RpcError): boolean => AWAY.has(error.code)
