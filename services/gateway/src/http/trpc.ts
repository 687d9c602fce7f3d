import { nearest } from '@runhive/contracts/nearest'
import type { Logger } from '@runhive/process/log'
import { type FastifyHandlerOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Admit } from '../admission/admission.ts'
import { type Ahead, askAhead } from '../admission/ahead.ts'
import type { Context } from '../context.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import type { RestMeta } from '../rest/endpoint.ts'
import type { AppRouter } from '../trpc/router.ts'
import { type BodyOptions, takeJsonText } from './body/json-parser.ts'
import { whoMayCall } from './body/may-ask.ts'
import { toErrorHeaders } from './error-headers.ts'
import { reportDefect } from './errors.ts'

/** Calls in one batch. Each is admitted on its own, so this bounds what one request can start. */
export const MAX_BATCH = 32

export interface TrpcOptions {
  readonly router: AppRouter
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
      // What is streamed has no headers of its own to ask for.
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
          createContext: async ({ info }) => {
            const ctx = options.createContext(req, res)
            const ahead = await askForAll(options, ctx, { info, method: req.method })
            // Once it has been answered, or nobody is there to be answered, no call begins any more.
            ctx.afterAnswer(() => ahead[Symbol.dispose]())
            return { ...ctx, ahead }
          },
          onError: ({ error, path }) => reportDefect(log, error, { requestId: req.id, path }),
          responseMeta: ({ errors }) => ({ headers: toHeaders(errors) }),
        })
      },
    })
  })
}

/** tRPC says of a name that it does not know only that; of a batch, it is for tRPC to answer the others. */
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
  FastifyHandlerOptions<AppRouter, FastifyRequest, FastifyReply>['createContext']
>
type Info = Parameters<CreateContext>[0]['info']

/** Asks for every call of the request that will really be made, before the head of the answer is written. */
function askForAll(
  { admit }: TrpcOptions,
  ctx: Context,
  { info, method }: { info: Info; method: string },
): Promise<Ahead> {
  const calls = info.calls.flatMap(({ path, procedure, getRawInput, batchIndex }) => {
    if (!procedure) return []
    const { type, meta } = procedure._def
    // A subscription is admitted once it hears of revocations; its head waits for that.
    if (type === 'subscription' || method !== (type === 'mutation' ? 'POST' : 'GET')) return []
    return [
      { path, type, meta: meta as RestMeta | undefined, getRawInput, signal: info.signal, index: batchIndex },
    ]
  })
  return askAhead(calls, (asked) => admit(ctx, asked))
}
