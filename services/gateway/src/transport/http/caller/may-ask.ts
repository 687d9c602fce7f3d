import type { AnyTRPCRouter } from '@trpc/server'
import type { Who } from '../../../admission/access.ts'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { ProcedureMeta } from '../../../procedure/meta.ts'
import type { AssertMayAsk } from '../body/json-parser.ts'
import type { Cookies } from './cookies.ts'
import { readKey, toCredential } from './request-headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whom the procedures behind a route are for. */
    who?: readonly Who[]
  }
}

/** Whether signed-out callers may run code is its operator's choice, which `auth` knows. */
export function createMayAsk(
  cookies: Pick<Cookies, 'readSession'>,
  signedOutMayRun: () => Promise<boolean>,
): AssertMayAsk {
  return async ({ headers }, who) => {
    if (toCredential(readKey(headers), cookies.readSession(headers)).kind !== 'anonymous') return
    if (who.length === 0 || who.includes('anyone')) return
    if (who.includes('owner') && (await signedOutMayRun())) return
    throw new GatewayError('UNAUTHENTICATED')
  }
}

/** Whom the procedures of a batch are for, as the path names them. */
export function whoMayCall(router: AnyTRPCRouter, names: string): Who[] {
  const procedures = router._def.procedures as Record<string, { _def: { meta?: ProcedureMeta } }>
  return names.split(',').flatMap((name) => {
    const procedure = Object.hasOwn(procedures, name) ? procedures[name] : undefined
    return procedure ? [procedure._def.meta?.who ?? 'owner'] : []
  })
}
