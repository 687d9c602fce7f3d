import { Limited } from '@runhive/contracts/admission'
import { RpcError } from '@runhive/contracts/define'

/** What `auth` has refused to one caller a moment ago. */
export interface RefusalCache {
  /** Asks, unless the same was refused a moment ago: then it rejects with that refusal. */
  ask<T>(procedure: string, ask: () => Promise<T>): Promise<T>
}

/**
 * As long as `auth` itself caches a credential: a caller that repeats its call without end costs two calls a second.
 * Milliseconds.
 */
const MOMENT_MS = 500

/**
 * Remembers refusals only, so nobody is admitted longer than `auth` says, and each for a moment only: a plan, a key
 * or a limit may change before the time that the refusal names.
 */
export function createRefusalCache(now: () => number = performance.now.bind(performance)): RefusalCache {
  const refused = new Map<string, { readonly error: RpcError; readonly untilMs: number }>()
  return {
    async ask(procedure, ask) {
      const known = refused.get(procedure)
      if (known && now() < known.untilMs) throw known.error
      try {
        return await ask()
      } catch (error) {
        const forMs = error instanceof RpcError ? holdsForMs(error) : 0
        if (forMs > 0) refused.set(procedure, { error: error as RpcError, untilMs: now() + forMs })
        throw error
      }
    },
  }
}

/** A place among an account's executions is free as soon as one ends. */
function holdsForMs({ code, data }: RpcError): number {
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return MOMENT_MS
  const limited = code === 'LIMITED' ? Limited.safeParse(data).data : undefined
  if (!limited || limited.limit === 'concurrency') return 0
  return Math.min(limited.retryAfterMs, MOMENT_MS)
}
