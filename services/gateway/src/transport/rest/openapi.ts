import type { AnyTRPCRouter } from '@trpc/server'
import * as z from 'zod'
import {
  type Endpoint,
  endpointsOf,
  hasBody,
  type JsonSchema,
  pathParameters,
  toJsonSchema,
} from '../../procedure/endpoint.ts'
import { IDEMPOTENCY_HEADER, takesIdempotencyKey } from './idempotency-header.ts'
import { withNulls } from './nullable.ts'

type Json = Readonly<Record<string, unknown>>

const IDEMPOTENCY_PARAMETER = {
  in: 'header',
  name: IDEMPOTENCY_HEADER,
  description: 'The same as `idempotencyKey` in the body: send either one, or both with the same value.',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

/** Of an answer that only begins something. */
const LOCATION = {
  Location: { description: 'Where to fetch or watch it.', schema: { type: 'string' } },
}

/** What every error looks like over REST; tRPC carries the same in `error.data`. */
const ErrorBody = z.object({
  code: z.string().describe('For programs, for example "QUEUE_FULL".'),
  message: z.string().describe('One sentence for people.'),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()),
})

const SESSION_ONLY = [{ session: [] }]
const SECURITY: Readonly<Record<Endpoint['who'], ReadonlyArray<Json>>> = {
  anyone: [],
  owner: [{ bearer: [] }, { apiKey: [] }, ...SESSION_ONLY],
  session: SESSION_ONLY,
  operator: SESSION_ONLY,
}

/** The OpenAPI 3.1 document of everything {@link endpointsOf} finds, so that it cannot list what is not there. */
export function createOpenApi(
  router: AnyTRPCRouter,
  info: { title: string; version: string; description: string },
  { basePath, sessionCookie }: { basePath: string; sessionCookie: string },
): Json {
  const byPath = Map.groupBy(endpointsOf(router), ({ rest }) => rest.path)
  const paths = Object.fromEntries([...byPath].map(([path, endpoints]) => [path, toPathItem(endpoints)]))
  return {
    openapi: '3.1.0',
    info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: basePath }],
    security: SECURITY.owner,
    tags: [...new Set(Object.values(Object.fromEntries(byPath)).flat().map(toTag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, `rh_…`.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie,
          description:
            'Set by `/auth/sign-in`. Requests that change something must come from a page of this service.',
        },
      },
      responses: {
        Error: { description: 'What went wrong.', ...jsonContent(toJsonSchema(ErrorBody, 'output')) },
      },
    },
  }
}

function toPathItem(endpoints: Endpoint[]): Json {
  const byMethod = Map.groupBy(endpoints, ({ rest }) => rest.method.toLowerCase())
  return Object.fromEntries([...byMethod].map(([method, group]) => [method, toOperation(group)]))
}

const toTag = ({ name }: Endpoint) => name.split('.')[0] ?? name

/** Procedures of one method and path are one operation with several successes. */
function toOperation(group: Endpoint[]): Json {
  const [first] = group
  if (!first) throw new Error('an operation without a procedure')
  const { rest, name, who } = first
  return {
    operationId: name,
    summary: rest.summary,
    ...(rest.description === undefined ? {} : { description: rest.description }),
    tags: [toTag(first)],
    ...(who === 'owner' ? {} : { security: SECURITY[who] }),
    ...toInput(
      first,
      group.flatMap((endpoint) => endpoint.rest.when ?? []),
    ),
    responses: {
      ...Object.fromEntries(group.flatMap(toResponses)),
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function toInput(
  { rest, input }: Endpoint,
  choices: ReadonlyArray<{ name: string; description: string }>,
): Json {
  const schema = input ? toJsonSchema(input, 'input') : {}
  const { properties = {}, required = [] } = schema
  const inPath = pathParameters(rest.path)
  const others = Object.keys(properties).filter((name) => !inPath.includes(name) && name !== 'lastEventId')
  const withBody = hasBody(rest.method) && others.length > 0
  const inQuery = hasBody(rest.method) ? [] : others
  return {
    parameters: [
      ...inPath.map((name) => ({ in: 'path', name, required: true, schema: properties[name] ?? {} })),
      ...inQuery.map((name) => toQueryParameter(name, properties[name] ?? {}, required.includes(name))),
      ...choices.map((choice) => ({
        in: 'query',
        ...choice,
        required: false,
        schema: { type: 'boolean', default: false },
      })),
      ...(takesIdempotencyKey(properties) ? [IDEMPOTENCY_PARAMETER] : []),
      ...(rest.event
        ? [{ in: 'header', name: 'Last-Event-ID', required: false, schema: { type: 'integer', minimum: 0 } }]
        : []),
    ],
    ...(withBody
      ? { requestBody: { required: true, ...jsonContent(withNulls(without(schema, inPath))) } }
      : {}),
  }
}

/** A body's schema does not ask for what the path says. */
function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  const { properties = {}, required = [] } = schema
  if (names.length === 0) return schema
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name))),
    required: required.filter((name) => !names.includes(name)),
  }
}

function toQueryParameter(name: string, schema: JsonSchema, required: boolean): Json {
  return { in: 'query', name, required, schema }
}

function toResponses({ rest, output }: Endpoint): Array<[string, Json]> {
  if (rest.event) {
    const schema = toJsonSchema(rest.event, 'output')
    return [
      ['200', { description: 'Events, until `finished`.', content: { 'text/event-stream': { schema } } }],
      ['204', { description: '`finished` has already been seen.' }],
    ]
  }
  if (rest.lines) {
    const content = { 'application/x-ndjson': { schema: toJsonSchema(rest.lines.of, 'output') } }
    return [['200', { description: 'One line per record; the last one is `end` or `error`.', content }]]
  }
  const content = output ? jsonContent(toJsonSchema(output, 'output')) : {}
  const headers = rest.location === undefined ? {} : { headers: LOCATION }
  return [[String(rest.status ?? 200), { description: rest.summary, ...headers, ...content }]]
}

const jsonContent = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } })
