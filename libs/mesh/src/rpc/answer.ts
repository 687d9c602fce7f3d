import {
  type Call,
  type CallScope,
  type Handler,
  type Procedure,
  Refusal,
  RpcError,
  Unavailable,
} from '@runhive/contracts/define'
import { plainWords } from '@runhive/contracts/text/plain-words'
import * as z from 'zod'
import { abortCode } from '../wire/deadline.ts'
import { decodeBody, encodeBody, type Reply } from '../wire/envelope.ts'

/** `data` of every `BAD_INPUT`. Says what is wrong and where, never what was sent. */
export interface BadInputData {
  readonly issues: ReadonlyArray<{
    readonly code: string
    readonly path: ReadonlyArray<string | number>
    readonly message: string
  }>
}

/** A reply's `cause` is for our log; it never goes on the wire. */
export type Answer = Reply & { readonly cause?: unknown }

export type AnswerScope = Required<{ [K in keyof CallScope]: NonNullable<CallScope[K]> }>

/** What is true of every call, over any transport: check, run, check again, never throw. */
export async function answer<P extends Procedure>(
  procedure: P,
  handler: Handler<P>,
  request: { body: string; scope: AnswerScope },
): Promise<Answer> {
  const input = parseInput(procedure, request.body)
  if (!input.ok) return { code: 'BAD_INPUT', body: encodeBody(input.data) }
  const { scope } = request
  try {
    const call: Call<P> = {
      signal: scope.signal,
      remainingMs: scope.remainingMs,
      traceparent: scope.traceparent,
      refusal: (code, data) => new Refusal(code, data),
    }
    const output = await handler(input.value as z.output<P['input']>, call)
    return { code: 'OK', body: encodeBody(procedure.output.parse(output)) }
  } catch (cause) {
    return refused(procedure, cause) ?? { ...failure(scope, cause), cause }
  }
}

function parseInput(
  procedure: Procedure,
  body: string,
): { ok: true; value: unknown } | { ok: false; data: BadInputData } {
  let json: unknown
  try {
    json = decodeBody(body)
  } catch {
    return { ok: false, data: { issues: [{ code: 'invalid_json', path: [], message: 'must be JSON' }] } }
  }
  const parsed = procedure.input.safeParse(json, { error: plainWords })
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, data: badInput(parsed.error) }
}

export function badInput(error: z.ZodError): BadInputData {
  const issues = error.issues.map(({ code, path, message }) => ({
    code: code ?? 'custom',
    path: path.map((part) => (typeof part === 'number' ? part : String(part))),
    message,
  }))
  return { issues }
}

/** A declared refusal with fitting data. Another service's refusal is a defect here: nobody has translated it. */
function refused(procedure: Procedure, thrown: unknown): Answer | undefined {
  if (!(thrown instanceof Refusal) || !Object.hasOwn(procedure.refusals, thrown.code)) return undefined
  const data = procedure.refusals[thrown.code]?.safeParse(thrown.data)
  return data?.success ? { code: thrown.code, body: encodeBody(data.data) } : undefined
}

/**
 * What a handler's own calls may end with that is true of the handler's call as well: nothing is wrong, it cannot be
 * done now.
 */
const PASSED_ON: ReadonlySet<string> = new Set(['UNAVAILABLE', 'OVERLOADED', 'DEADLINE_EXCEEDED'])

/**
 * A handler whose caller has gone fails because of that, no matter what it throws. Anything else that is not declared
 * is a defect.
 */
function failure({ signal }: AnswerScope, cause: unknown): Reply {
  if (signal.aborted) return { code: abortCode(signal), body: '' }
  if (cause instanceof Unavailable) return { code: 'UNAVAILABLE', body: '' }
  if (!(cause instanceof RpcError) || !PASSED_ON.has(cause.code)) return { code: 'INTERNAL', body: '' }
  return { code: cause.code, body: cause.code === 'OVERLOADED' ? encodeBody(retryAfter(cause.data)) : '' }
}

/**
 * Of an `OVERLOADED`. No other data of a callee is passed on: that nobody serves it, for example, is not true of its
 * caller.
 */
function retryAfter(data: unknown): { retryAfterMs: number } | undefined {
  const known = RetryAfter.safeParse(data)
  return known.success ? known.data : undefined
}

const RetryAfter = z.object({ retryAfterMs: z.number().nonnegative() })
