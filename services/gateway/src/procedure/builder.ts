import { initTRPC } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { toPublicError } from '../errors/public-error.ts'
import type { Context } from './context.ts'
import type { ProcedureMeta } from './meta.ts'

/** How often a silent event stream says that it is alive, milliseconds: below the idle time of common proxies. */
export const HEARTBEAT_MS = 15_000

export const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
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
