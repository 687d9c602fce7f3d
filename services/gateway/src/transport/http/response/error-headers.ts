import type { PublicError } from '../../../errors/public-error.ts'
import { ACCEPTED_CODINGS } from '../body/decompress.ts'

/** The headers of an error's answer: when to retry, how to authenticate, which methods and bodies are accepted. */
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
