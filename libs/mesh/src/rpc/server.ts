import { type Contract, type Handlers, RpcError } from '@runhive/contracts/define'
import { type MeshLogger, silentLogger } from '../logger.ts'
import type { Observer } from '../telemetry/observe.ts'
import { newTraceparent } from '../telemetry/traceparent.ts'
import { type AbortCode, countdown } from '../wire/deadline.ts'
import { encodeBody, type Reply, type RequestHead } from '../wire/envelope.ts'
import { type Answer, answer } from './answer.ts'

/** One instance of a contract's server, before it is put on a transport: admits, answers, counts, cancels, logs. */
export interface Server {
  readonly procedures: ReadonlyArray<ProcedureStats>
  /** Calls `respond` exactly once. */
  handle(incoming: Incoming, respond: (reply: Reply) => void): void
  /** Aborts the call with this id, if it is still running here. */
  cancel(id: string, why: AbortCode): void
  /** Resolves as soon as no call is running. */
  idle(): Promise<void>
}

export interface Incoming extends RequestHead {
  /** Unique among all calls of all callers, for cancelling. */
  readonly id: string
  readonly procedure: string
  readonly body: string
}

export interface ProcedureStats {
  readonly name: string
  calls: number
  /** Answers that were neither an output nor a declared refusal. */
  errors: number
  totalMs: number
}

const MIN_RETRY_AFTER_MS = 50

export interface ServerOptions {
  readonly maxInFlight?: number | undefined
  readonly log?: MeshLogger | undefined
  readonly observer?: Observer | undefined
}

export function createServer<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  options: ServerOptions = {},
): Server {
  const { maxInFlight = 256, log = silentLogger, observer } = options
  const stats = new Map(
    Object.keys(contract.procedures).map((name) => [name, { name, calls: 0, errors: 0, totalMs: 0 }]),
  )
  const running = new Map<string, AbortController>()
  let becameIdle = Promise.withResolvers<void>()

  async function run(incoming: Incoming, counts: ProcedureStats): Promise<Reply> {
    const procedure = contract.procedures[incoming.procedure]
    const handler = handlers[incoming.procedure]
    if (procedure === undefined || handler === undefined)
      throw new Error(`no procedure ${incoming.procedure}`)
    const abort = new AbortController()
    running.set(incoming.id, abort)
    const remainingMs = incoming.remainingMs ?? procedure.timeoutMs
    const observed = observer?.answer(contract.name, incoming.procedure, incoming.traceparent)
    const timer = setTimeout(() => abort.abort(new RpcError('DEADLINE_EXCEEDED')), remainingMs)
    const scope = {
      signal: abort.signal,
      remainingMs: countdown(remainingMs),
      traceparent: observed?.traceparent ?? incoming.traceparent ?? newTraceparent(),
    }
    const startedAt = performance.now()
    const reply = await answer(procedure, handler, { body: incoming.body, scope })
    const durationMs = performance.now() - startedAt
    clearTimeout(timer)
    running.delete(incoming.id)
    counts.totalMs += durationMs
    observed?.end(reply.code)
    if (reply.code !== 'OK' && !Object.hasOwn(procedure.refusals, reply.code)) counts.errors += 1
    const fields = { procedure: `${contract.name}.${incoming.procedure}`, durationMs }
    logOnce(log, reply, { ...fields, traceparent: scope.traceparent })
    return reply
  }

  return {
    procedures: [...stats.values()],
    handle(incoming, respond) {
      const counts = stats.get(incoming.procedure)
      if (counts === undefined) return respond({ code: 'UNAVAILABLE', body: '' })
      counts.calls += 1
      if (running.size >= maxInFlight) {
        counts.errors += 1
        observer?.answer(contract.name, incoming.procedure, incoming.traceparent).end('OVERLOADED')
        return respond(overloaded(counts))
      }
      void run(incoming, counts)
        .then(respond)
        .finally(() => {
          if (running.size > 0) return
          becameIdle.resolve()
          becameIdle = Promise.withResolvers()
        })
    },
    cancel: (id, why) => running.get(id)?.abort(new RpcError(why)),
    idle: () => (running.size === 0 ? Promise.resolve() : becameIdle.promise),
  }
}

/** Comes back when about one call has ended: a guess, but one that follows how slow this procedure is. */
function overloaded({ calls, totalMs }: ProcedureStats): Reply {
  const retryAfterMs = Math.max(MIN_RETRY_AFTER_MS, Math.round(totalMs / Math.max(calls, 1)))
  return { code: 'OVERLOADED', body: encodeBody({ retryAfterMs }) }
}

/** One record per call, with its cause if the failure is ours. Never input or output: they are not ours to keep. */
function logOnce(log: MeshLogger, { code, cause }: Answer, fields: object): void {
  if (code === 'INTERNAL') log.error({ ...fields, code, err: cause }, 'call failed')
  else if (code === 'UNAVAILABLE' || code === 'OVERLOADED')
    log.warn({ ...fields, code, err: cause }, 'call could not be answered now')
  else log.debug(cause === undefined ? { ...fields, code } : { ...fields, code, err: cause }, 'call answered')
}
