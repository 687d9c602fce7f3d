import type { Rate } from '@runhive/contracts/admission'
import type { FastifyReply } from 'fastify'
import type { AnswerHeaders, Credential } from '../../../admission/caller.ts'
import { toRetryAfter } from '../response/error-headers.ts'
import type { Cookies } from './cookies.ts'

/** The headers that pages of other origins may read. */
export const RATE_HEADERS = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'RateLimit-Policy',
] as const

/** For sockets. */
export const NO_HEADERS: AnswerHeaders = {
  tellRate() {},
  tellRetry() {},
  keepSession() {},
  endSession() {},
}

/**
 * What is set after the answer's head has been written is lost, as with a streamed batch: its calls are admitted
 * before.
 */
export function toAnswerHeaders(
  reply: FastifyReply,
  credential: Credential,
  cookies: Pick<Cookies, 'setSession' | 'clearSession'>,
): AnswerHeaders {
  let tightest = Number.POSITIVE_INFINITY
  return {
    tellRate(rate) {
      if (reply.sent || rate.remaining >= tightest) return
      tightest = rate.remaining
      reply.headers(toRateHeaders(rate))
    },
    tellRetry(afterMs) {
      if (!reply.sent) reply.header('retry-after', toRetryAfter(afterMs))
    },
    keepSession(expiresAt) {
      if (!reply.sent && credential.kind === 'session')
        cookies.setSession(reply, { token: credential.token, expiresAt })
    },
    endSession() {
      if (!reply.sent) cookies.clearSession(reply)
    },
  }
}

/** Whole seconds, rounded up: a caller that waits so long finds the limit reset. */
function toRateHeaders({ limit, remaining, resetMs, windowMs }: Rate): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(resetMs / 1000)),
    'ratelimit-policy': `${limit};w=${Math.ceil(windowMs / 1000)}`,
  }
}
