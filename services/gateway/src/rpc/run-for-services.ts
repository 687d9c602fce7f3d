import { setImmediate } from 'node:timers/promises'
import { type Call, type Handler, RpcError, Unavailable } from '@runhive/contracts/define'
import type { gateway } from '@runhive/contracts/gateway'
import { callTRPCProcedure } from '@trpc/server'
import { createExecutions, type ExecutionsDeps } from '../api/executions.ts'
import { toPublicError } from '../errors/public-error.ts'
import { t } from '../procedure/builder.ts'
import type { Context } from '../procedure/context.ts'
import { createInFlight } from '../procedure/in-flight.ts'
import { createProcedures, type ProceduresDeps } from '../procedure/middleware.ts'

type Run = typeof gateway.procedures.run

export interface RunForServices {
  readonly run: Handler<Run>
  /** Call it when the gateway begins to stop: after the grace period those who still wait get the id alone. */
  stop(): void
}

/** Services that wait for a result at one gateway. They must not keep out those who ask something short. */
export const MAX_RUNS = 256
const RETRY_AFTER_MS = 1_000

/**
 * What a service asks for over the mesh goes through the procedure `executions.run`, as a request over HTTP does: so
 * admission, limits, queue, metrics and the way of the result are the same.
 */
export function createRunForServices(deps: ExecutionsDeps & ProceduresDeps, graceMs: number): RunForServices {
  const router = t.router({ executions: createExecutions(createProcedures(deps), deps) })
  const stopping = new AbortController()
  const inFlight = createInFlight()
  let running = 0
  return {
    async run({ credential, request }, call) {
      if (running >= MAX_RUNS) throw new RpcError('OVERLOADED', { data: { retryAfterMs: RETRY_AFTER_MS } })
      running += 1
      try {
        return await callTRPCProcedure({
          router,
          path: 'executions.run',
          type: 'mutation',
          ctx: toContext(credential, call, inFlight),
          getRawInput: async () => request,
          signal: AbortSignal.any([call.signal, stopping.signal]),
          batchIndex: 0,
        })
      } catch (thrown) {
        throw translate(thrown, call)
      } finally {
        running -= 1
      }
    },
    stop() {
      setTimeout(() => stopping.abort(), graceMs).unref()
    },
  }
}

function toContext(
  credential: Context['credential'],
  { traceparent }: Call<Run>,
  inFlight: Context['inFlight'],
): Context {
  return {
    requestId: traceparent,
    traceparent,
    credential,
    // No browser sent the session along: the service has it from its owner.
    page: 'own',
    ip: undefined,
    userAgent: undefined,
    origin: undefined,
    // Stopping to serve waits for the calls under way.
    inFlight,
    answer: { tellRate() {}, tellRetry() {}, keepSession() {}, endSession() {} },
    afterAnswer: (work) => void setImmediate().then(work),
  }
}

/** What a caller over HTTP would be told, as the contract says it. */
function translate(thrown: unknown, call: Call<Run>): unknown {
  const { code, message, details, retryAfterMs = RETRY_AFTER_MS } = toPublicError(thrown)
  const explained = { message, details }
  switch (code) {
    case 'UNAUTHENTICATED':
      return call.refusal('UNAUTHENTICATED', explained)
    case 'FORBIDDEN':
    case 'ACCOUNT_SUSPENDED':
      return call.refusal('FORBIDDEN', explained)
    case 'RATE_LIMITED':
      return call.refusal('LIMITED', { ...explained, retryAfterMs })
    case 'BAD_INPUT':
    case 'TOO_LARGE':
      return call.refusal('NOT_RUNNABLE', explained)
    case 'CONFLICT':
      return call.refusal('CONFLICT', explained)
    case 'QUEUE_FULL':
    case 'OVERLOADED':
      return new RpcError('OVERLOADED', { data: { retryAfterMs }, cause: thrown })
    case 'DEADLINE_EXCEEDED':
    case 'CANCELLED':
      // Without an id nothing was accepted.
      return typeof details.id === 'string'
        ? call.refusal('NOT_FINISHED', { id: details.id })
        : new Unavailable(message, { cause: thrown })
    case 'UNAVAILABLE':
      return new Unavailable(message, { cause: thrown })
    default:
      return thrown
  }
}
