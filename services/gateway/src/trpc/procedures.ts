import { auth } from '@runhive/contracts/auth'
import { isRefusal } from '@runhive/contracts/define'
import type { Spans } from '@runhive/mesh/spans'
import { type Admit, type Admitted, toQuestion } from '../admission/admission.ts'
import { guardStream } from '../admission/guard-stream.ts'
import type { OpenStream, OpenStreams } from '../admission/open-streams.ts'
import type { Context } from '../context.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import { NOTHING_LEFT } from '../executions/watch.ts'
import type { ProcedureMetrics } from '../metrics.ts'
import { t } from './trpc.ts'

/** Told of every call of a procedure. */
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
 * `asking` for what makes an execution, `signedIn` for sessions only, `operator` for operators' sessions.
 */
export function createProcedures(deps: ProceduresDeps) {
  const asked = t.procedure
    .use(observing(deps))
    .use(takingPlace)
    .use(subscribing(deps))
    .use(async ({ ctx, type, meta, ...call }) => {
      // Stopping waits for its end, except for subscriptions: their watchers continue elsewhere.
      using _ = type === 'subscription' ? undefined : ctx.drain.enter()
      const early: Promise<Admitted> | undefined = ctx.ahead?.take(call.batchIndex)
      const { principal, lease } = await (early ?? deps.admit(ctx, { ...call, type, meta }))
      using _lease = lease
      if (principal) ctx.operations?.admitted(principal)
      if (principal) ctx.stream?.belongsTo(principal, () => isStillGood(deps, ctx, call.path))
      const signal = either(call.signal, ctx.stream?.signal)
      return await call.next({ ctx: { principal, lease, scope: { signal, traceparent: ctx.traceparent } } })
    })
  const admitted = asked.use(({ ctx: { principal }, next }) => {
    if (!principal) throw new GatewayError('UNAUTHENTICATED')
    return next({ ctx: { principal } })
  })
  return {
    open: asked.meta({ who: 'anyone' }),
    admitted,
    asking: admitted.meta({ leases: true }).use(({ ctx: { lease }, next }) => {
      if (!lease) throw new GatewayError('INTERNAL')
      return next({ ctx: { lease } })
    }),
    signedIn: admitted.meta({ who: 'session' }),
    operator: admitted.meta({ who: 'operator' }),
  }
}

function either(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b ? AbortSignal.any([a, b]) : (a ?? b)
}

/**
 * The outermost: sees whatever a call ends with. On a socket each call begins a trace, or one trace would last as
 * long as it.
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

/** On a socket an operation waits until there is room for it. A subscription gives its place back once it is open. */
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
    // The identity of NOTHING_LEFT tells REST that there is nothing to stream.
    if (!stream || !result.ok || result.data === NOTHING_LEFT) return result
    const held = opening.move()
    const guard = { signal: stream.signal, [Symbol.dispose]: () => held.dispose() }
    return { ...result, data: guardStream(result.data as AsyncIterable<unknown>, guard, signal) }
  })
}

/**
 * Anything but a clear yes ends the stream; its watcher may ask for it again. A limit is only reached by who may ask.
 */
async function isStillGood({ askAgain }: ProceduresDeps, ctx: Context, path: string): Promise<boolean> {
  return askAgain(toQuestion(ctx, path)).then(
    () => true,
    (error: unknown) => isRefusal(auth, 'admit', error, 'LIMITED'),
  )
}
