import { RpcError } from '@runhive/contracts/define'
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import * as z from 'zod'
import { ANSWERS, type SourceCode } from './answers.ts'
import { describeIssues, type Issue, toTold } from './domain/issues.ts'
import { describeRefusal } from './refusals.ts'

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
  const told = toTold(issues)
  return new GatewayError('BAD_INPUT', { message: describeIssues(told), details: { issues: told } })
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
  if (code === 'BAD_KEY') return badInput(Issues.safeParse(error.data).data?.issues ?? [])
  return new GatewayError(code, describeRefusal(code, error.data))
}

/** Only what zod and we write into issues. */
const Issues = z.object({
  issues: z.array(
    z.object({
      code: z.string(),
      path: z.array(z.union([z.string(), z.number()])),
      message: z.string(),
    }),
  ),
})

const isSourceCode = (code: string): code is SourceCode => Object.hasOwn(ANSWERS, code)

/** tRPC wraps what a procedure throws; what it says itself is one of its own codes. */
function fromTrpc(error: TRPCError): GatewayError {
  if (error.cause instanceof GatewayError || error.cause instanceof RpcError)
    return toGatewayError(error.cause)
  if (error.code === 'BAD_REQUEST' && error.cause instanceof z.ZodError)
    return badInput(toIssues(error.cause))
  if (error.cause instanceof SyntaxError) return badJson(error.cause)
  if (error.cause && isOfSocket(error.cause))
    return new GatewayError(FROM_HTTP[error.cause.code] ?? 'BAD_REQUEST')
  return new GatewayError(FROM_TRPC[error.code] ?? 'INTERNAL')
}

/**
 * Of what tRPC parses itself, the text is not at hand: only what the engine says of the place is told, never what
 * stands there.
 */
function badJson(cause: SyntaxError): GatewayError {
  const [, position, line, column] = /position (\d+) \(line (\d+) column (\d+)\)/.exec(cause.message) ?? []
  if (position === undefined) return new GatewayError('BAD_JSON', { cause })
  return new GatewayError('BAD_JSON', {
    message: `The body is not valid JSON: see line ${line}, column ${column}.`,
    details: { line: Number(line), column: Number(column), position: Number(position) },
    cause,
  })
}

/** More would be an answer larger than the question. */
export const MAX_ISSUES = 20

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

/** Said by the parser of a socket's frames: whatever is wrong with them, the client wrote them. */
function isOfSocket(cause: Error): cause is Error & { code: string } {
  return 'code' in cause && typeof cause.code === 'string' && cause.code.startsWith('WS_ERR_')
}

function fromHttp(code: unknown): GatewayError {
  return new GatewayError((typeof code === 'string' && FROM_HTTP[code]) || 'INTERNAL')
}

/** Codes of fastify, of Node's HTTP parser and of the parser of WebSockets that are the caller's doing. */
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
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'TOO_LARGE',
}
