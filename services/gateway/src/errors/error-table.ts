import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import type { ErrorCode } from './error-codes.ts'

export interface ErrorAnswer {
  readonly status: number
  /** What callers match on; the same as the source's code unless callers need not distinguish them. */
  readonly code: string
  /** Used when the error has no message of its own that is meant for callers. */
  readonly message: string
  /** tRPC's nearest code, for its numeric one. */
  readonly trpc: TRPC_ERROR_CODE_KEY
  /** When to retry, milliseconds, unless the error says. */
  readonly retryAfterMs?: number
}

export const ERROR_TABLE: Readonly<Record<ErrorCode, ErrorAnswer>> = {
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
    message: 'cursor must be the `nextCursor` of the previous page.',
    trpc: 'BAD_REQUEST',
  },
  BAD_KEY: { status: 400, code: 'BAD_INPUT', message: 'The key is not valid.', trpc: 'BAD_REQUEST' },
  SIGN_IN_FAILED: {
    status: 400,
    code: 'SIGN_IN_FAILED',
    message: 'The sign-in failed; start again.',
    trpc: 'BAD_REQUEST',
  },
  UNAUTHENTICATED: {
    status: 401,
    code: 'UNAUTHENTICATED',
    message: 'Send a valid API key as `Authorization: Bearer rh_…` or `x-api-key: rh_…`, or sign in.',
    trpc: 'UNAUTHORIZED',
  },
  FORBIDDEN: {
    status: 403,
    code: 'FORBIDDEN',
    message: 'You are not allowed to do that.',
    trpc: 'FORBIDDEN',
  },
  ACCOUNT_SUSPENDED: {
    status: 403,
    code: 'ACCOUNT_SUSPENDED',
    message: 'This account is suspended.',
    trpc: 'FORBIDDEN',
  },
  NOT_FOUND: { status: 404, code: 'NOT_FOUND', message: 'Not found.', trpc: 'NOT_FOUND' },
  NO_SUCH_ACCOUNT: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'No such account.',
    trpc: 'NOT_FOUND',
  },
  NO_SUCH_KEY: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'No such key, or it is not yours.',
    trpc: 'NOT_FOUND',
  },
  NO_SUCH_PLAN: { status: 404, code: 'NOT_FOUND', message: 'No such plan.', trpc: 'NOT_FOUND' },
  NO_SUCH_RECEIPT: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'No such receipt.',
    trpc: 'NOT_FOUND',
  },
  NO_SUCH_SESSION: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'No such session, or it is not yours.',
    trpc: 'NOT_FOUND',
  },
  NO_SUCH_MESSAGE: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'No such message.',
    trpc: 'NOT_FOUND',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    message: 'This path does not support that method.',
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
    message: 'Conflicts with the current state.',
    trpc: 'CONFLICT',
  },
  OWN_ACCOUNT: {
    status: 409,
    code: 'CONFLICT',
    message: 'You cannot suspend your own account; another operator can.',
    trpc: 'CONFLICT',
  },
  TOO_MANY_KEYS: {
    status: 409,
    code: 'TOO_MANY_KEYS',
    message: 'The account has as many keys as its plan allows; remove one first.',
    trpc: 'CONFLICT',
  },
  TOO_MANY_REPLIES: {
    status: 409,
    code: 'CONFLICT',
    message: 'The message has reached the limit of replies; continue by mail.',
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
    message: 'The URL is too long.',
    trpc: 'BAD_REQUEST',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Send the body as JSON with `content-type: application/json`.',
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
  },
  UNSUPPORTED_ENCODING: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The `content-encoding` of a body must be gzip, deflate, br or zstd, or absent.',
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
  },
  RATE_LIMITED: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'Too many requests; try again later.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  LIMITED: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'Too many requests; try again later.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  TOO_MANY_STREAMS: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'Too many subscriptions are open on this socket; close one first.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  TOO_MANY_SOCKETS: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'Too many sockets are open from your address; close one first.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  EXPECTATION_FAILED: {
    status: 417,
    code: 'EXPECTATION_FAILED',
    message: 'The `Expect` header supports only 100-continue.',
    trpc: 'BAD_REQUEST',
  },
  TOO_MANY_CONNECTIONS: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'Too many connections are open from your address; close one first.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  TOO_MANY_WAITING: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'Too many requests from your address are waiting; wait for responses before you send more.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  TOO_MANY_BYTES: {
    status: 429,
    code: 'RATE_LIMITED',
    message:
      'Too many bytes are in flight from your address; wait until one of your requests has been answered.',
    trpc: 'TOO_MANY_REQUESTS',
    retryAfterMs: 1_000,
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: 'The headers are too large.',
    trpc: 'BAD_REQUEST',
  },
  CANCELLED: {
    status: 499,
    code: 'CANCELLED',
    message: 'The caller disconnected.',
    trpc: 'CLIENT_CLOSED_REQUEST',
  },
  INTERNAL: {
    status: 500,
    code: 'INTERNAL',
    message: 'Something went wrong on our side. Report the request id.',
    trpc: 'INTERNAL_SERVER_ERROR',
  },
  UNAVAILABLE: {
    status: 503,
    code: 'UNAVAILABLE',
    message: 'Part of the service is unavailable; try again.',
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
  SIGN_IN_UNAVAILABLE: {
    status: 503,
    code: 'SIGN_IN_UNAVAILABLE',
    message: 'Sign-in is unavailable at the moment; try again.',
    trpc: 'SERVICE_UNAVAILABLE',
    retryAfterMs: 5_000,
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
    message: 'The request timed out.',
    trpc: 'GATEWAY_TIMEOUT',
  },
}
