import { auth } from '@runhive/contracts/auth'
import { isRefusal } from '@runhive/contracts/define'
import type { Spans } from '@runhive/mesh/spans'
import { type Admit, type Admitted, toQuestion } from '../admission/admission.ts'
import type { OpenStream, OpenStreams } from '../admission/open-streams.ts'
import { revocableStream } from '../admission/revocable-stream.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { isLate, toPublicError, toRepeatable } from '../errors/public-error.ts'
import type { ProcedureMetrics } from '../metrics/procedure-metrics.ts'
import { t } from './builder.ts'
import type { Context } from './context.ts'
import { type EventStream, openEventStream } from './event-stream.ts'

/** Observes every call of a procedure. */
export interface ObservedProcedures {
  readonly metrics: ProcedureMetrics
  readonly spans?: Spans | undefined
}

export interface ProceduresDeps {
  readonly observed: ObservedProcedures
  readonly admit: Admit
  readonly askAgain: (question: ReturnType<typeof toQuestion>) => Promise<unknown>
  readonly streams: OpenStreams
}

export type Procedures = ReturnType<typeof createProcedures>

/**
 * What every procedure begins with: one admission per call. `open` is for anyone, `admitted` for keys and sessions,
 * `executing` for what makes an execution, `signedIn` for sessions only, `operator` for operators' sessions.
 */
export function createProcedures(deps: ProceduresDeps) {
  const base = t.procedure
    .use(observing(deps))
    .use(takingPlace)
    .use(subscribing(deps))
    .use(async ({ ctx, type, meta, ...call }) => {
      // Stopping waits for its end, but not for subscriptions: their watchers continue at another gateway.
      using _ = type === 'subscription' ? undefined : ctx.inFlight.enter()
      const early: Promise<Admitted> | undefined = ctx.batch?.take(call.batchIndex)
      const { principal, slot } = await (early ?? deps.admit(ctx, { ...call, type, meta }))
      using _slot = slot
      if (principal) ctx.operations?.admitted(principal)
      if (principal) ctx.stream?.belongsTo(principal, () => isStillGood(deps, ctx, call.path))
      const signal = either(call.signal, ctx.stream?.signal)
      const result = await call.next({
        ctx: { principal, slot, scope: { signal, traceparent: ctx.traceparent } },
      })
      if (!result.ok && type === 'query' && isLate(result.error.cause)) throw toRepeatable(result.error.cause)
      return result
    })
  const admitted = base.use(({ ctx: { principal }, next }) => {
    if (!principal) throw new GatewayError('UNAUTHENTICATED')
    return next({ ctx: { principal } })
  })
  return {
    open: base.meta({ who: 'anyone' }),
    admitted,
    executing: admitted.meta({ takesSlot: true }).use(({ ctx: { slot }, next }) => {
      if (!slot) throw new GatewayError('INTERNAL')
      return next({ ctx: { slot } })
    }),
    signedIn: admitted.meta({ who: 'session' }),
    operator: admitted.meta({ who: 'operator' }),
  }
}

function either(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b ? AbortSignal.any([a, b]) : (a ?? b)
}

/**
 * The outermost: sees how every call ends. On a socket each call begins a trace, or one trace would last as long as
 * the socket.
 */
function observing({ observed: { metrics, spans } }: ProceduresDeps) {
  return t.middleware(async ({ ctx, path, next }) => {
    const onSocket = ctx.untilWritable !== undefined
    const span = spans?.start(path, onSocket ? { kind: 'server' } : { parent: ctx.traceparent })
    const startedAt = performance.now()
    const result = await next({ ctx: { traceparent: span?.traceparent ?? ctx.traceparent } })
    const code = result.ok ? 'OK' : toPublicError(result.error).code
    span?.end(code)
    metrics.ended({ procedure: path, code, seconds: (performance.now() - startedAt) / 1000 })
    return result
  })
}

/** On a socket an operation waits until there is room for it. A subscription releases its place once it is open. */
const takingPlace = t.middleware(async ({ ctx: { operations }, next }) => {
  if (!operations) return next()
  using _ = await operations.enter()
  const result = await next()
  operations.answered(result.ok ? 200 : toPublicError(result.error).status)
  return result
})

/** A subscription is counted on its socket, and ends when the credential that opened it is revoked. */
function subscribing({ streams }: ProceduresDeps) {
  return t.middleware(async ({ ctx, type, signal, next }) => {
    using opening = new DisposableStack()
    let stream: OpenStream | undefined
    if (type === 'subscription') {
      if (ctx.enterSubscription) opening.use(ctx.enterSubscription())
      stream = opening.use(streams.open())
    }
    const result = await next({ ctx: { stream } })
    if (!stream || !result.ok) return result
    const events = result.data as EventStream<unknown>
    if (events.state === 'complete') return result
    const entered = opening.move()
    const guard = { signal: stream.signal, [Symbol.dispose]: () => entered.dispose() }
    return { ...result, data: openEventStream(revocableStream(events, guard, signal)) }
  })
}

/**
 * Anything but a clear yes ends the stream; its watcher may reconnect. Only a valid credential can run into a limit.
 */
async function isStillGood({ askAgain }: ProceduresDeps, ctx: Context, path: string): Promise<boolean> {
  return askAgain(toQuestion(ctx, path)).then(
    () => true,
    (error: unknown) => isRefusal(auth, 'admit', error, 'LIMITED'),
  )
}
