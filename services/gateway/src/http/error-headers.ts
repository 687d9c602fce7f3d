import type { PublicError } from '../errors.ts'
import { ACCEPTED_CODINGS } from './body/unpack.ts'

/**
 * What an error's answer says in headers: when to come back, how to prove oneself, which methods and bodies would do.
 */
export function toErrorHeaders({ status, details, retryAfterMs }: PublicError): Record<string, string> {
  return {
    ...(retryAfterMs === undefined ? {} : { 'retry-after': toRetryAfter(retryAfterMs) }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="Runhive"' } : {}),
    ...(status === 405 && Array.isArray(details.allow) ? { allow: details.allow.join(', ') } : {}),
    ...(status === 415 ? { accept: 'application/json', 'accept-encoding': ACCEPTED_CODINGS } : {}),
  }
}

/** Whole seconds, as the header wants them. */
export const toRetryAfter = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)))
