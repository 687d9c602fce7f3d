import { RpcError } from '@runhive/contracts/define'
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import * as z from 'zod'
import type { ErrorCode } from './error-codes.ts'
import { ERROR_TABLE } from './error-table.ts'
import { badInput, GatewayError, toIssues } from './gateway-error.ts'
import { describeRefusal } from './refusal-details.ts'

/** Whether a call to another service ran out of time. */
export const isLate = (error: unknown): boolean =>
  error instanceof RpcError && error.code === 'DEADLINE_EXCEEDED'

/**
 * Replaces the error of a call that ran out of time before it changed anything: the caller may repeat it, which a 504
 * would not say. Others stay as they are.
 */
export const toRepeatable = (error: unknown): unknown =>
  isLate(error) ? new GatewayError('OVERLOADED', { cause: error }) : error

/** An error as callers see it, over any transport. */
export interface PublicError {
  readonly status: number
  readonly trpc: TRPC_ERROR_CODE_KEY
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  readonly retryAfterMs: number | undefined
  /** True for a defect of ours: to be logged once, with its cause. */
  readonly defect: boolean
}

/** Total: anything that was thrown becomes an answer; what is not known becomes `INTERNAL` and says nothing else. */
export function toPublicError(thrown: unknown): PublicError {
  const error = toGatewayError(thrown)
  const answer = ERROR_TABLE[error.code]
  const ownRetryMs = error.details.retryAfterMs
  const retryAfterMs = typeof ownRetryMs === 'number' ? ownRetryMs : answer.retryAfterMs
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
  const code = isErrorCode(error.code) ? error.code : 'INTERNAL'
  if (code === 'BAD_KEY') return badInput(Issues.safeParse(error.data).data?.issues ?? [])
  return new GatewayError(code, describeRefusal(code, error.data))
}

/** Only the fields that zod and we write into issues. */
const Issues = z.object({
  issues: z.array(
    z.object({
      code: z.string(),
      path: z.array(z.union([z.string(), z.number()])),
      message: z.string(),
    }),
  ),
})

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_TABLE, code)

/** tRPC wraps what a procedure throws; its own errors have one of its codes. */
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
 * The text that tRPC parses itself is not available here: the answer has only the position that the engine reports,
 * never what stands there.
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

/** What tRPC's own adapters can throw before or around a procedure; its other codes could only come from us. */
const FROM_TRPC: Readonly<Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>>> = {
  PARSE_ERROR: 'BAD_JSON',
  BAD_REQUEST: 'BAD_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  CLIENT_CLOSED_REQUEST: 'CANCELLED',
}

/** Thrown by the parser of a socket's frames: what is wrong with them is the client's doing. */
function isOfSocket(cause: Error): cause is Error & { code: string } {
  return 'code' in cause && typeof cause.code === 'string' && cause.code.startsWith('WS_ERR_')
}

function fromHttp(code: unknown): GatewayError {
  return new GatewayError((typeof code === 'string' && FROM_HTTP[code]) || 'INTERNAL')
}

/** Codes of fastify, of Node's HTTP parser and of the parser of WebSockets that are the caller's doing. */
const FROM_HTTP: Readonly<Record<string, ErrorCode>> = {
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
