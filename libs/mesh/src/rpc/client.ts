import {
  type CallScope,
  type Client,
  COMMON_CODES,
  type Contract,
  NO_RESPONDER,
  type Procedure,
  RpcError,
} from '@runhive/contracts/define'
import type { Observer } from '../telemetry/observe.ts'
import { codeOf } from '../telemetry/spans.ts'
import { childTraceparent } from '../telemetry/traceparent.ts'
import { type AbortCode, abortCode, budgetMs } from '../wire/deadline.ts'
import { decodeBody, encodeBody, type Reply } from '../wire/envelope.ts'

export interface Outgoing {
  readonly service: string
  /** Only who serves there may answer. Without: any instance of the service. */
  readonly address?: string
  readonly procedure: string
  readonly body: string
  readonly remainingMs: number
  readonly traceparent: string
}

/**
 * Carries one request and calls `settle` at most once, with what came back or what went wrong. Returns how to stop
 * listening, and why if the callee should hear of it (a deadline that we gave it, it sees by itself).
 */
export type Exchange = (
  outgoing: Outgoing,
  settle: (outcome: Reply | RpcError) => void,
) => (why?: AbortCode) => void

/** The caller's half of every call, over any transport. */
export function createClient<C extends Contract>(
  contract: C,
  exchange: Exchange,
  observer?: Observer,
): Client<C> {
  const entries = Object.entries(contract.procedures).map(([name, procedure]) => {
    const call = (input: unknown, scope?: CallScope) =>
      callProcedure({ service: contract.name, name, procedure, exchange, observer }, input, scope)
    return [name, call] as const
  })
  return Object.fromEntries(entries) as Client<C>
}

/** The same for the process that serves at an address. */
export function createClientAt<C extends Contract>(
  contract: C,
  address: string,
  exchange: Exchange,
  observer?: Observer,
): Client<C> {
  return createClient(contract, (outgoing, settle) => exchange({ ...outgoing, address }, settle), observer)
}

/** What a call ends with that nobody is there to answer. */
export function nobodyServes(what: string): RpcError {
  return new RpcError('UNAVAILABLE', { message: `nobody serves ${what}`, data: { reason: NO_RESPONDER } })
}

interface Target {
  readonly service: string
  readonly name: string
  readonly procedure: Procedure
  readonly exchange: Exchange
  readonly observer: Observer | undefined
}

async function callProcedure(target: Target, input: unknown, scope: CallScope | undefined): Promise<unknown> {
  const { observer, service, name } = target
  if (observer === undefined) return exchangeOnce(target, input, scope, childTraceparent(scope?.traceparent))
  const observed = observer.call(service, name, scope?.traceparent)
  try {
    const { traceparent, traced } = observed
    const output = await exchangeOnce(
      target,
      input,
      scope,
      traced && traceparent !== undefined ? traceparent : childTraceparent(traceparent),
    )
    observed.end('OK')
    return output
  } catch (error) {
    observed.end(codeOf(error))
    throw error
  }
}

async function exchangeOnce(
  target: Target,
  input: unknown,
  scope: CallScope | undefined,
  traceparent: string,
): Promise<unknown> {
  const remainingMs = budgetMs(target.procedure.timeoutMs, scope)
  if (scope?.signal?.aborted) throw new RpcError(abortCode(scope.signal))
  if (remainingMs < 1) throw new RpcError('DEADLINE_EXCEEDED')
  const outgoing = {
    service: target.service,
    procedure: target.name,
    body: encodeInput(input),
    remainingMs,
    traceparent,
  }
  return readOutput(target.procedure, await exchanged(target.exchange, outgoing, scope?.signal))
}

function exchanged(exchange: Exchange, outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    const onAbort = () => {
      const code = signal ? abortCode(signal) : 'CANCELLED'
      end()
      stop(code)
      reject(new RpcError(code))
    }
    const timer = setTimeout(() => {
      end()
      stop()
      reject(new RpcError('DEADLINE_EXCEEDED'))
    }, outgoing.remainingMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    const stop = exchange(outgoing, (outcome) => {
      end()
      if (outcome instanceof RpcError) reject(outcome)
      else resolve(outcome)
    })
  })
}

function encodeInput(input: unknown): string {
  try {
    return encodeBody(input)
  } catch (cause) {
    throw new RpcError('BAD_INPUT', {
      data: { issues: [{ code: 'invalid_json', path: [], message: 'must be representable as JSON' }] },
      cause,
    })
  }
}

/**
 * Turns a reply into the output or the error. A code of a newer server that this contract does not know is
 * `INTERNAL` here, with the code in the message: the caller could not have meant to handle it.
 */
function readOutput(procedure: Procedure, { code, body }: Reply): unknown {
  let value: unknown
  try {
    value = decodeBody(body)
  } catch (cause) {
    throw new RpcError('INTERNAL', { message: `reply ${code} is not JSON`, cause })
  }
  if (code === 'OK') return fitting(procedure.output, value, 'output')
  const refusal = Object.hasOwn(procedure.refusals, code) ? procedure.refusals[code] : undefined
  if (refusal) throw new RpcError(code, { data: fitting(refusal, value, `data of ${code}`) })
  if ((COMMON_CODES as ReadonlyArray<string>).includes(code)) throw new RpcError(code, { data: value })
  throw new RpcError('INTERNAL', { message: `unknown code ${code}` })
}

function fitting(schema: Procedure['output'], value: unknown, what: string): unknown {
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    throw new RpcError('INTERNAL', { message: `${what} does not fit the contract`, cause: parsed.error })
  }
  return parsed.data
}
