import type { auth, Principal } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { initTRPC } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Context } from '../context.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import type { RestMeta } from '../rest/endpoint.ts'

/** How often a silent event stream says that it is alive, milliseconds: below the idle time of common proxies. */
export const HEARTBEAT_MS = 15_000

export const t = initTRPC
  .context<Context>()
  .meta<RestMeta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const { trpc, status, code, message, details } = toPublicError(error)
      return {
        code: TRPC_ERROR_CODES_BY_KEY[trpc],
        message,
        data: {
          code,
          message,
          requestId: ctx?.requestId ?? '',
          details,
          httpStatus: status,
          path: shape.data.path,
        },
      }
    },
    sse: {
      ping: { enabled: true, intervalMs: HEARTBEAT_MS },
      client: { reconnectAfterInactivityMs: 3 * HEARTBEAT_MS },
    },
  })

/** For anyone. Stopping waits for its end, except for subscriptions: their watchers continue elsewhere. */
export const open = t.procedure.use(async ({ ctx, type, next }) => {
  using _ = type === 'subscription' ? undefined : ctx.drain.enter()
  return await next()
})

/** The contract's limit; nothing longer can be one of our keys. */
const MAX_TOKEN = 256

/**
 * For whoever `auth` admits, asked anew for every single call, so that a key is dead the moment it is deactivated:
 * in the middle of a batch and on a socket opened long ago too. Gives `ctx.principal` and `ctx.scope`.
 */
export function createAdmitted(admit: Client<typeof auth>['admit']) {
  return open.use(async ({ ctx, path, signal, next }) => {
    if (ctx.token === undefined || ctx.token.length > MAX_TOKEN) throw new GatewayError('UNAUTHENTICATED')
    const scope = { signal, traceparent: ctx.traceparent }
    const principal: Principal = await admit(
      {
        credential: { kind: 'key', token: ctx.token },
        procedure: path,
        ip: ctx.ip,
        ...(ctx.userAgent === undefined ? {} : { userAgent: ctx.userAgent }),
      },
      scope,
    )
    return next({ ctx: { principal, scope } })
  })
}

export type Admitted = ReturnType<typeof createAdmitted>
