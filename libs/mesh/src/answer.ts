import {
  type Call,
  type CallScope,
  type Handler,
  type Procedure,
  Refusal,
  RpcError,
  Unavailable,
} from '@runhive/contracts/define'
import { plainWords } from '@runhive/contracts/plain-words'
import type * as z from 'zod'
import { abortCode } from './deadline.ts'
import { decodeBody, encodeBody, type Reply } from './envelope.ts'

/** `data` of every `BAD_INPUT`. Says what is wrong and where, never what was sent. */
export interface BadInputData {
  readonly issues: ReadonlyArray<{
    readonly code: string
    readonly path: ReadonlyArray<string | number>
    readonly message: string
  }>
}

const TIMER_SLACK_MS = 5

/** A reply's `cause` is for our log; it never goes on the wire. */
export type Answer = Reply & { readonly cause?: unknown }

export type AnswerScope = Required<{ [K in keyof CallScope]: NonNullable<CallScope[K]> }>

/** What is true of every call, whatever carried it: check, run, check again, never throw. */
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
    return refused(procedure, cause) ?? { code: codeOfFailure(scope, cause), body: '', cause }
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

/** A declared refusal with fitting data. Anything else a handler throws is a defect, other services' errors included. */
function refused(procedure: Procedure, thrown: unknown): Answer | undefined {
  if (!(thrown instanceof Refusal) || !Object.hasOwn(procedure.refusals, thrown.code)) return undefined
  const data = procedure.refusals[thrown.code]?.safeParse(thrown.data)
  return data?.success ? { code: thrown.code, body: encodeBody(data.data) } : undefined
}

/** A handler whose caller has gone fails because of that, whatever it throws. */
function codeOfFailure({ signal, remainingMs }: AnswerScope, cause: unknown): string {
  if (signal.aborted) return abortCode(signal)
  if (cause instanceof Unavailable) return 'UNAVAILABLE'
  // Its own calls had our remaining time, and their timers may fire a moment before ours.
  const ranOut = cause instanceof RpcError && cause.code === 'DEADLINE_EXCEEDED'
  return ranOut && remainingMs() < TIMER_SLACK_MS ? 'DEADLINE_EXCEEDED' : 'INTERNAL'
}
