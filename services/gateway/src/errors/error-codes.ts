import type { auth } from '@runhive/contracts/auth'
import type { contact } from '@runhive/contracts/contact'
import type { CommonCode, RefusalCode } from '@runhive/contracts/define'
import type { executor } from '@runhive/contracts/executor'
import type { history } from '@runhive/contracts/history'

/** The gateway's own refusals, besides those of the services. */
export type GatewayCode =
  | 'BAD_JSON'
  | 'BAD_REQUEST'
  | 'TOO_LARGE'
  | 'URL_TOO_LONG'
  | 'HEADERS_TOO_LARGE'
  | 'EXPECTATION_FAILED'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'UNSUPPORTED_ENCODING'
  | 'METHOD_NOT_ALLOWED'
  | 'REQUEST_TIMEOUT'
  | 'RATE_LIMITED'
  | 'CONFLICT'
  | 'QUEUE_FULL'
  | 'STOPPING'
  | 'TOO_MANY_STREAMS'
  | 'TOO_MANY_SOCKETS'
  | 'TOO_MANY_CONNECTIONS'
  | 'TOO_MANY_BYTES'
  | 'TOO_MANY_WAITING'
  | 'ACCOUNT_SUSPENDED'
  // Of the auth service's newer versions.
  | 'BAD_KEY'
  | 'SIGN_IN_UNAVAILABLE'

/**
 * Every code that can reach the edge. A code added to any contract does not compile until it is decided what callers
 * see.
 */
export type ErrorCode =
  | CommonCode
  | RefusalCode<typeof auth>
  | RefusalCode<typeof contact>
  | RefusalCode<typeof executor>
  | RefusalCode<typeof history>
  | GatewayCode
