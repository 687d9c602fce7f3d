import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { badInput, GatewayError } from '../../errors/gateway-error.ts'
import type { Context } from '../../procedure/context.ts'
import {
  type Endpoint,
  endpointsOf,
  hasBody,
  type JsonSchema,
  pathParameters,
  toJsonSchema,
} from '../../procedure/endpoint.ts'
import { isEventStream } from '../../procedure/event-stream.ts'
import { type BodyOptions, takeJsonOnly } from '../http/body/json-parser.ts'
import { takesIdempotencyKey, withIdempotencyKey } from './idempotency-header.ts'
import { isIterable, toLines } from './lines.ts'
import { type TrackedEvents, toServerSentEvents } from './server-sent-events.ts'

export interface RestOptions {
  readonly router: AnyTRPCRouter
  readonly createContext: (request: FastifyRequest, reply: FastifyReply) => Context
  readonly body: BodyOptions
}

/**
 * Serves every procedure that carries `meta.rest` as a plain HTTP endpoint. What it throws, the app's error handler
 * answers.
 */
export function registerRest(app: FastifyInstance, { router, createContext, body }: RestOptions): void {
  takeJsonOnly(app, { ...body, whoAsked: ({ routeOptions }) => routeOptions.config.who ?? [] })
  const routes = Map.groupBy(endpointsOf(router), ({ rest }) => `${rest.method} ${rest.path}`)
  for (const endpoints of routes.values()) {
    const [first] = endpoints
    if (!first) continue
    const choose = chooser(endpoints)
    const inputs = new Map(endpoints.map((endpoint) => [endpoint, inputReader(endpoint)]))
    app.route({
      method: first.rest.method,
      // Asking for the headers of an event stream would watch it.
      exposeHeadRoute: !first.rest.event && !first.rest.lines,
      url: first.rest.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { who: endpoints.map(({ who }) => who) },
      handler: async (request, reply) => {
        const endpoint = choose(request)
        const result = await callTRPCProcedure({
          router,
          path: endpoint.name,
          type: procedureType(router, endpoint),
          ctx: createContext(request, reply),
          getRawInput: async () => inputs.get(endpoint)?.(request),
          signal: abortsWithCaller(reply),
          batchIndex: 0,
        })
        if (endpoint.rest.event) return sendEvents(reply, result)
        if (endpoint.rest.lines) return sendLines(reply, result, endpoint.rest.lines.fileName)
        const { status = 200, location } = endpoint.rest
        if (location) reply.header('location', app.prefix + fillIn(location, result as Fields))
        return reply.code(status).send(result)
      },
    })
  }
}

function procedureType(router: AnyTRPCRouter, { name }: Endpoint) {
  return router._def.procedures[name]._def.type
}

function sendEvents(reply: FastifyReply, result: unknown): FastifyReply {
  if (!isEventStream(result)) throw new GatewayError('INTERNAL')
  if (result.state === 'complete') return reply.code(204).send()
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(toServerSentEvents(result as TrackedEvents))
}

/** Answered with a proper error when not even the first line can be had; what goes wrong later is the last line. */
async function sendLines(reply: FastifyReply, result: unknown, fileName: string): Promise<FastifyReply> {
  if (!isIterable(result)) throw new GatewayError('INTERNAL')
  const lines = result[Symbol.asyncIterator]()
  const first = await lines.next()
  return reply
    .header('content-type', 'application/x-ndjson; charset=utf-8')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('x-accel-buffering', 'no')
    .send(toLines(first, lines, reply.request.id))
}

/** Procedures that share a method and path are told apart by the one query parameter that some of them name. */
function chooser(endpoints: Endpoint[]): (request: FastifyRequest) => Endpoint {
  const [first] = endpoints
  if (!first) throw new Error('a route without a procedure')
  const chosen = endpoints.find(({ rest }) => rest.when)
  const name = chosen?.rest.when?.name
  if (!chosen || name === undefined) return () => first
  const otherwise = endpoints.find(({ rest }) => !rest.when) ?? chosen
  return ({ query }) => {
    const value = (query as Record<string, unknown>)[name]
    if (value === undefined || value === 'false') return otherwise
    if (value === 'true') return chosen
    throw badInput([{ code: 'invalid_value', path: [name], message: 'must be true or false' }])
  }
}

/** A path with its `{names}` replaced by the fields of an answer. */
function fillIn(path: string, fields: Fields): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(fields[name])))
}

type Fields = Readonly<Record<string, unknown>>

/** The body or the query, and the path's parameters over it; validated by the procedure's own schema. */
function inputReader({ rest, input }: Endpoint): (request: FastifyRequest) => unknown {
  if (!input) return () => undefined
  const { properties = {} } = toJsonSchema(input, 'input')
  const inPath = pathParameters(rest.path)
  if (hasBody(rest.method) && inPath.length === 0) {
    if (!takesIdempotencyKey(properties)) return (request) => request.body
    return ({ body, headers }) => withIdempotencyKey(body, headers['idempotency-key'])
  }
  return (request) => {
    const given = hasBody(rest.method)
      ? readBody(request.body)
      : readQuery(request.query as Fields, properties)
    const resumeId = rest.event ? request.headers['last-event-id'] : undefined
    return {
      ...given,
      ...(resumeId === undefined ? {} : { lastEventId: resumeId }),
      ...(request.params as Fields),
    }
  }
}

function readBody(body: unknown): Fields {
  if (body === undefined || body === null) return {}
  if (typeof body === 'object' && !Array.isArray(body)) return body as Fields
  throw badInput([{ code: 'invalid_type', path: [], message: 'must be an object' }])
}

/**
 * A query string has only text: what looks like a number becomes one where the schema wants it; the schema validates
 * the rest.
 */
function readQuery(query: Fields, properties: Readonly<Record<string, JsonSchema>>): Fields {
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [key, readText(value, properties[key]?.type)]),
  )
}

function readText(value: unknown, type: JsonSchema['type']): unknown {
  if (typeof value !== 'string' || (type !== 'integer' && type !== 'number')) return value
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

/** Aborts when the connection closes before the answer has been written. */
function abortsWithCaller({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}
