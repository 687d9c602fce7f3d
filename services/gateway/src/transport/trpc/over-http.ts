import { nearest } from '@runhive/contracts/text/nearest'
import type { Logger } from '@runhive/process/log'
import type { AnyTRPCRouter } from '@trpc/server'
import { type FastifyHandlerOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Admit } from '../../admission/admission.ts'
import { admitBatch, type BatchAdmission } from '../../admission/batch-admission.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import { toPublicError } from '../../errors/public-error.ts'
import type { Context } from '../../procedure/context.ts'
import type { ProcedureMeta } from '../../procedure/meta.ts'
import { type BodyOptions, takeJsonText } from '../http/body/json-parser.ts'
import { whoMayCall } from '../http/caller/may-ask.ts'
import { toErrorHeaders } from '../http/response/error-headers.ts'
import { reportDefect } from '../http/response/error-response.ts'

/** Calls in one batch. Each is admitted on its own, so this bounds what one request can start. */
export const MAX_BATCH = 32

export interface TrpcOptions {
  readonly router: AnyTRPCRouter
  readonly createContext: (request: FastifyRequest, reply: FastifyReply) => Context
  readonly admit: Admit
  readonly log: Logger
  readonly body: BodyOptions
}

/** tRPC over HTTP: batches, batch streams, and subscriptions as server-sent events. */
export function registerTrpc(app: FastifyInstance, options: TrpcOptions): void {
  const { router, log } = options
  const procedures = Object.keys(router._def.procedures)
  void app.register(async (scope) => {
    // tRPC reads the body itself.
    takeJsonText(scope, {
      ...options.body,
      whoAsked: ({ params }) => whoMayCall(router, (params as { path: string }).path),
    })
    scope.route<{ Params: { path: string } }>({
      method: ['GET', 'POST'],
      url: '/trpc/:path',
      // A HEAD request would start a stream.
      exposeHeadRoute: false,
      handler: async (req, res) => {
        // tRPC checks this too, but before it has a context and so without a request id to name.
        if (req.params.path.split(',').length > MAX_BATCH) throw new GatewayError('BAD_REQUEST')
        assertNotMisspelt(procedures, req.params.path)
        await fastifyRequestHandler({
          router,
          req,
          res,
          path: req.params.path,
          maxBatchSize: MAX_BATCH,
          createContext: async ({ info }): Promise<Context> => {
            const ctx = options.createContext(req, res)
            const batch = await admitCalls(options, ctx, { info, method: req.method })
            // After the answer, or when the caller has left, no call begins any more.
            ctx.afterAnswer(() => batch[Symbol.dispose]())
            return { ...ctx, batch }
          },
          onError: ({ error, path }) => reportDefect(log, error, { requestId: req.id, path }),
          responseMeta: ({ errors }) => ({ headers: toHeaders(errors) }),
        })
      },
    })
  })
}

/**
 * Suggests the nearest procedure for an unknown name, which tRPC does not. Not in a batch, whose other calls tRPC
 * answers.
 */
function assertNotMisspelt(procedures: readonly string[], name: string): void {
  const meant = procedures.includes(name) ? undefined : nearest(name, procedures)
  if (meant === undefined) return
  throw new GatewayError('NOT_FOUND', { message: `Not found; did you mean ${meant}?` })
}

/** Added to what tRPC sets itself, which replaces what was set before. */
function toHeaders(errors: readonly Error[]): Headers {
  const headers = new Headers({ vary: 'origin' })
  for (const error of errors.map(toPublicError)) {
    for (const [name, value] of Object.entries(toErrorHeaders(error))) headers.set(name, value)
  }
  return headers
}

type CreateContext = NonNullable<
  FastifyHandlerOptions<AnyTRPCRouter, FastifyRequest, FastifyReply>['createContext']
>
type Info = Parameters<CreateContext>[0]['info']

/** Admits every call of the request that will really be made, before the head of the answer is written. */
function admitCalls(
  { admit }: TrpcOptions,
  ctx: Context,
  { info, method }: { info: Info; method: string },
): Promise<BatchAdmission> {
  const calls = info.calls.flatMap(({ path, procedure, getRawInput, batchIndex }) => {
    if (!procedure) return []
    const { type, meta } = procedure._def
    // A subscription is admitted by the middleware, once it follows revocations; its head waits for that.
    if (type === 'subscription' || method !== (type === 'mutation' ? 'POST' : 'GET')) return []
    return [
      {
        path,
        type,
        meta: meta as ProcedureMeta | undefined,
        getRawInput,
        signal: info.signal,
        index: batchIndex,
      },
    ]
  })
  return admitBatch(calls, (call) => admit(ctx, call))
}
