import type * as z from 'zod'

/**
 * What one service may ask of another: a value, written once. Servers, clients, gateway routes and
 * tests are typed from it; nothing else crosses a process boundary.
 *
 * Contracts evolve additively: a new field is optional, a code is never reused, a procedure is never renamed.
 */
export interface Procedure {
  /** Parsed on receipt; what does not fit is answered `BAD_INPUT` with zod's issues. */
  readonly input: z.ZodType
  /** Parsed before it is sent; an output that does not fit is our defect, `INTERNAL`. */
  readonly output: z.ZodType
  /** The only codes with which a handler may say no, each with the shape of its data. */
  readonly refusals: Readonly<Record<string, z.ZodType>>
  /** How long a caller waits, in milliseconds, unless it has less time left itself. */
  readonly timeoutMs: number
}

export interface Contract<
  P extends Readonly<Record<string, Procedure>> = Readonly<Record<string, Procedure>>,
> {
  /** The service's name: first token of its subjects, and its name in discovery. */
  readonly name: string
  readonly procedures: P
}

/** Declares a contract. Exists for inference: refusal codes and zod types stay literal. */
export function contract<const P extends Readonly<Record<string, Procedure>>>(
  name: string,
  procedures: P,
): Contract<P> {
  return { name, procedures }
}

/**
 * Codes any call can end with, whatever its contract declares.
 *
 * | code | means | may be retried |
 * | --- | --- | --- |
 * | `BAD_INPUT` | the input does not fit the contract; `data` has the issues | no |
 * | `UNAVAILABLE` | nobody serves this contract right now, or what its service needs is away | yes |
 * | `OVERLOADED` | the service or queue is full; `data.retryAfterMs` says when to come back | yes |
 * | `DEADLINE_EXCEEDED` | no answer within the caller's time | no: it may have happened |
 * | `CANCELLED` | the caller aborted | no |
 * | `INTERNAL` | a defect of ours; the cause is in the callee's log and nowhere else | no |
 *
 * A handler whose own call ends with `UNAVAILABLE`, `OVERLOADED` or `DEADLINE_EXCEEDED`, and that lets it pass, ends
 * with the same: what it cannot do now, it may be able to do later. So one that must not do its work twice catches it.
 * Of the data only `retryAfterMs` goes further. Any other code of a callee is `INTERNAL` then: a refusal that nobody
 * has translated is a defect.
 */
export const COMMON_CODES = [
  'BAD_INPUT',
  'UNAVAILABLE',
  'OVERLOADED',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
  'INTERNAL',
] as const
export type CommonCode = (typeof COMMON_CODES)[number]

/** The codes a contract's procedures may refuse with, as a union of literals. */
export type RefusalCode<C extends Contract> = {
  [K in keyof C['procedures']]: keyof C['procedures'][K]['refusals'] & string
}[keyof C['procedures']]

/** How long is left and who is asking: passed down unchanged to every call made on behalf of this one. */
export interface CallScope {
  /** Aborts when the caller stops waiting: its deadline passed, or it went away. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds the caller will still wait. Relative, because clocks differ. */
  readonly remainingMs?: (() => number) | undefined
  /** W3C `traceparent` of the request this call belongs to. */
  readonly traceparent?: string | undefined
}

/** What a handler knows about the call it answers. Pass it on as the scope of calls it makes itself. */
export interface Call<P extends Procedure = Procedure> extends CallScope {
  readonly signal: AbortSignal
  readonly remainingMs: () => number
  readonly traceparent: string
  /** Makes the only kind of "no" a handler may throw; undeclared codes do not compile. */
  refusal<C extends keyof P['refusals'] & string>(code: C, data: z.input<P['refusals'][C]>): Refusal
}

export type Handler<P extends Procedure> = (
  input: z.output<P['input']>,
  call: Call<P>,
) => Promise<z.input<P['output']>>

export type Handlers<C extends Contract> = {
  readonly [K in keyof C['procedures']]: Handler<C['procedures'][K]>
}

/** A contract seen by a caller. Rejects with {@link RpcError}, and with nothing else. */
export type Client<C extends Contract> = {
  readonly [K in keyof C['procedures']]: (
    input: z.input<C['procedures'][K]['input']>,
    scope?: CallScope,
  ) => Promise<z.output<C['procedures'][K]['output']>>
}

/**
 * A handler's declared "no". Another service's refusal is not yours: catch it and translate it, or it becomes
 * `INTERNAL`.
 */
export class Refusal extends Error {
  readonly code: string
  readonly data: unknown
  constructor(code: string, data: unknown) {
    super(`refused: ${code}`)
    this.name = 'Refusal'
    this.code = code
    this.data = data
  }
}

/**
 * What a handler throws when something it needs is away for now: its database, say. The caller gets `UNAVAILABLE` and
 * may try again, so throw it only where doing the work twice does no harm. The message and `cause` go into the log,
 * never to the caller.
 */
export class Unavailable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'Unavailable'
  }
}

/** What a caller sees when a call did not succeed. `code` is a refusal of the contract or a {@link CommonCode}. */
export class RpcError extends Error {
  readonly code: string
  readonly data: unknown
  constructor(code: string, options: { data?: unknown; message?: string; cause?: unknown } = {}) {
    super(options.message ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RpcError'
    this.code = code
    this.data = options.data
  }
}

/**
 * Whether a call of this procedure was refused with this code, one that the contract declares for it. Then `error.data`
 * has the refusal's type.
 */
export function isRefusal<
  C extends Contract,
  P extends keyof C['procedures'] & string,
  R extends keyof C['procedures'][P]['refusals'] & string,
>(
  contract: C,
  procedure: P,
  error: unknown,
  code: R,
): error is RpcError & { readonly code: R; readonly data: z.output<C['procedures'][P]['refusals'][R]> } {
  if (!(error instanceof RpcError) || error.code !== code) return false
  return contract.procedures[procedure]?.refusals[code]?.safeParse(error.data).success ?? false
}

/**
 * `data.reason` of an `UNAVAILABLE` that says: the mesh is there, but no instance serves this, or nobody is at this
 * address.
 */
export const NO_RESPONDER = 'no responder'

/**
 * Whether a call failed because nobody serves it, rather than because the mesh or something behind a service is away.
 */
export function isNoResponder(error: unknown): boolean {
  if (!(error instanceof RpcError) || error.code !== 'UNAVAILABLE') return false
  const { data } = error
  return typeof data === 'object' && data !== null && 'reason' in data && data.reason === NO_RESPONDER
}

/** Whether trying again later can help and cannot do the work twice. */
export function isRetryable(error: unknown): boolean {
  return error instanceof RpcError && (error.code === 'UNAVAILABLE' || error.code === 'OVERLOADED')
}
