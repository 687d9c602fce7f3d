import type { AnyTRPCRouter } from '@trpc/server'
import type { FastifyRequest } from 'fastify'
import { readKey, toCredential } from '../../context.ts'
import { GatewayError } from '../../errors.ts'
import type { RestMeta } from '../../rest/endpoint.ts'
import type { Cookies } from '../cookies.ts'

export type Who = NonNullable<RestMeta['who']>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whom the procedures behind a route are for. */
    who?: readonly Who[]
  }
}

/**
 * Refuses with `UNAUTHENTICATED` the request of somebody who proves nothing where that is needed. What is proved is
 * for admission to say: it wants the body, and happens once.
 */
export type AssertMayAsk = (request: FastifyRequest, who: readonly Who[]) => Promise<void>

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
  const procedures = router._def.procedures as Record<string, { _def: { meta?: RestMeta } }>
  return names.split(',').flatMap((name) => {
    const procedure = Object.hasOwn(procedures, name) ? procedures[name] : undefined
    return procedure ? [procedure._def.meta?.who ?? 'owner'] : []
  })
}
