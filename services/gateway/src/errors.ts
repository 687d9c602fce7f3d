import type { auth } from '@runhive/contracts/auth'
import type { contact } from '@runhive/contracts/contact'
import { type CommonCode, type RefusalCode, RpcError } from '@runhive/contracts/define'
import type { executor } from '@runhive/contracts/executor'
import type { history } from '@runhive/contracts/history'
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import * as z from 'zod'
import { describeIssues, type Issue } from './domain/issues.ts'

/** What the gateway itself says no with, beside what the services say. */
export type GatewayCode =
  | 'BAD_JSON'
  | 'BAD_REQUEST'
  | 'TOO_LARGE'
  | 'URL_TOO_LONG'
  | 'HEADERS_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'METHOD_NOT_ALLOWED'
  | 'REQUEST_TIMEOUT'
  | 'RATE_LIMITED'
  | 'CONFLICT'
  | 'QUEUE_FULL'
  | 'STOPPING'

/** Every code that can reach the edge. A code added to any contract is missing below until somebody decides what callers see. */
export type SourceCode =
  | CommonCode
  | RefusalCode<typeof auth>
  | RefusalCode<typeof contact>
  | RefusalCode<typeof executor>
  | RefusalCode<typeof history>
  | GatewayCode

interface Answer {
  readonly status: number
  /** What callers match on; the same as the source's code unless callers need not tell them apart. */
  readonly code: string
  /** Said when the error brings no message of its own that is meant for callers. */
  readonly message: string
  /** tRPC's nearest word, for its numeric code. */
  readonly trpc: TRPC_ERROR_CODE_KEY
  /** When to come back, milliseconds, unless the error knows better. */
  readonly retryAfterMs?: number
}

export const ANSWERS: Readonly<Record<SourceCode, Answer>> = {
  BAD_INPUT: { status: 400, code: 'BAD_INPUT', message: 'The request is not valid.', trpc: 'BAD_REQUEST' },
  BAD_JSON: { status: 400, code: 'BAD_JSON', message: 'The body is not valid JSON.', trpc: 'PARSE_ERROR' },
  BAD_REQUEST: {
    status: 400,
    code: 'BAD_REQUEST',
    message: 'The request is malformed.',
    trpc: 'BAD_REQUEST',
  },
  BAD_CURSOR: {
    status: 400,
    code: 'BAD_INPUT',
    message: 'cursor must be the `nextCursor` of the page before.',
    trpc: 'BAD_REQUEST',
  },
  UNAUTHENTICATED: {
    status: 401,
    code: 'UNAUTHENTICATED',
    message: 'Send a valid API key as `Authorization: Bearer rh_…` or `x-api-key: rh_…`.',
    trpc: 'UNAUTHORIZED',
  },
  FORBIDDEN: { status: 403, code: 'FORBIDDEN', message: 'This key may not do that.', trpc: 'FORBIDDEN' },
  NOT_FOUND: { status: 404, code: 'NOT_FOUND', message: 'There is nothing here.', trpc: 'NOT_FOUND' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    message: 'This path does not take that method.',
    trpc: 'METHOD_NOT_SUPPORTED',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    code: 'REQUEST_TIMEOUT',
    message: 'The request took too long to arrive.',
    trpc: 'TIMEOUT',
  },
  CONFLICT: {
    status: 409,
    code: 'CONFLICT',
    message: 'The request does not fit the present state.',
    trpc: 'CONFLICT',
  },
  TOO_LARGE: {
    status: 413,
    code: 'TOO_LARGE',
    message: 'The request is too large.',
    trpc: 'PAYLOAD_TOO_LARGE',
  },
  URL_TOO_LONG: {
    status: 414,
    code: 'URL_TOO_LONG',
    message: 'The address is too long.',
    trpc: 'BAD_REQUEST',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Send the body as JSON with `content-type: application/json`.',
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
  },
  RATE_LIMITED: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'Too many requests; try again later.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: 'The headers are too large.',
    trpc: 'BAD_REQUEST',
  },
  CANCELLED: { status: 499, code: 'CANCELLED', message: 'The caller left.', trpc: 'CLIENT_CLOSED_REQUEST' },
  INTERNAL: {
    status: 500,
    code: 'INTERNAL',
    message: 'Something went wrong on our side. Tell us the request id.',
    trpc: 'INTERNAL_SERVER_ERROR',
  },
  UNAVAILABLE: {
    status: 503,
    code: 'UNAVAILABLE',
    message: 'A part of the service is not reachable; try again.',
    trpc: 'SERVICE_UNAVAILABLE',
    retryAfterMs: 1_000,
  },
  OVERLOADED: {
    status: 503,
    code: 'OVERLOADED',
    message: 'The service is busy; try again.',
    trpc: 'SERVICE_UNAVAILABLE',
    retryAfterMs: 1_000,
  },
  QUEUE_FULL: {
    status: 503,
    code: 'QUEUE_FULL',
    message: 'Too many executions are waiting; try again.',
    trpc: 'SERVICE_UNAVAILABLE',
    retryAfterMs: 2_000,
  },
  STOPPING: {
    status: 503,
    code: 'UNAVAILABLE',
    message: 'This gateway is stopping; try again.',
    trpc: 'SERVICE_UNAVAILABLE',
    retryAfterMs: 1_000,
  },
  DEADLINE_EXCEEDED: {
    status: 504,
    code: 'DEADLINE_EXCEEDED',
    message: 'No answer in time.',
    trpc: 'GATEWAY_TIMEOUT',
  },
}

/** An error whose message and details are meant for the caller. */
export class GatewayError extends Error {
  readonly code: SourceCode
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: SourceCode,
    options: { message?: string; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(options.message ?? ANSWERS[code].message, { cause: options.cause })
    this.name = 'GatewayError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** The caller's input does not fit: one sentence about the first issue, and all of them in the details. */
export function badInput(issues: readonly Issue[]): GatewayError {
  return new GatewayError('BAD_INPUT', { message: describeIssues(issues), details: { issues } })
}

/** What goes out, whatever carries it. */
export interface PublicError {
  readonly status: number
  readonly trpc: TRPC_ERROR_CODE_KEY
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  readonly retryAfterMs: number | undefined
  /** True when it is our defect: to be logged, once, with its cause. */
  readonly defect: boolean
}

/** Total: whatever was thrown becomes an answer, and what is not known becomes `INTERNAL` and nothing else. */
export function toPublicError(thrown: unknown): PublicError {
  const error = toGatewayError(thrown)
  const answer = ANSWERS[error.code]
  const asked = error.details.retryAfterMs
  const retryAfterMs = typeof asked === 'number' ? asked : answer.retryAfterMs
  return {
    status: answer.status,
    trpc: answer.trpc,
    code: answer.code,
    message: error.message,
    details: retryAfterMs === undefined ? error.details : { ...error.details, retryAfterMs },
    retryAfterMs,
    defect: error.code === 'INTERNAL',
  }
}

function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  if (thrown instanceof TRPCError) return fromTrpc(thrown)
  if (thrown instanceof RpcError) return fromRpc(thrown)
  if (thrown instanceof Error && 'code' in thrown) return fromHttp(thrown.code)
  return new GatewayError('INTERNAL')
}

function fromRpc(error: RpcError): GatewayError {
  const code = isSourceCode(error.code) ? error.code : 'INTERNAL'
  const retryAfterMs = z.object({ retryAfterMs: z.number() }).safeParse(error.data).data?.retryAfterMs
  return new GatewayError(code, { details: retryAfterMs === undefined ? {} : { retryAfterMs } })
}

const isSourceCode = (code: string): code is SourceCode => Object.hasOwn(ANSWERS, code)

/** tRPC wraps what a procedure throws; what it says itself is one of its own codes. */
function fromTrpc(error: TRPCError): GatewayError {
  if (error.cause instanceof GatewayError || error.cause instanceof RpcError)
    return toGatewayError(error.cause)
  if (error.code === 'BAD_REQUEST' && error.cause instanceof z.ZodError)
    return badInput(toIssues(error.cause))
  if (error.code === 'BAD_REQUEST' && error.cause instanceof SyntaxError) return new GatewayError('BAD_JSON')
  return new GatewayError(FROM_TRPC[error.code] ?? 'INTERNAL')
}

/** More would be an answer larger than the question. */
const MAX_ISSUES = 20

export const toIssues = (error: z.ZodError): Issue[] =>
  error.issues
    .slice(0, MAX_ISSUES)
    .map(({ code, path, message }) => ({ code, path: path.map(toPathPart), message }))

const toPathPart = (part: PropertyKey) => (typeof part === 'number' ? part : String(part))

/** What tRPC's own adapters can say before or around a procedure; the rest of its codes only we could have thrown. */
const FROM_TRPC: Readonly<Partial<Record<TRPC_ERROR_CODE_KEY, SourceCode>>> = {
  PARSE_ERROR: 'BAD_JSON',
  BAD_REQUEST: 'BAD_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  CLIENT_CLOSED_REQUEST: 'CANCELLED',
}

function fromHttp(code: unknown): GatewayError {
  return new GatewayError((typeof code === 'string' && FROM_HTTP[code]) || 'INTERNAL')
}

/** Codes of fastify and of Node's HTTP parser that are the caller's doing. */
const FROM_HTTP: Readonly<Record<string, SourceCode>> = {
  FST_ERR_BAD_URL: 'BAD_REQUEST',
  FST_ERR_MAX_PARAM_LENGTH: 'URL_TOO_LONG',
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BAD_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BAD_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_REQUEST',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}
