import { MAX_LEASES } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'

type Noted = Parameters<Client<typeof auth>['noteAdmitted']>[0]['requests'][number]

/** Requests are collected this long and told together. Milliseconds. */
const COLLECT_MS = 500
/** What is remembered while auth is away; more is forgotten. */
const MAX_COLLECTED = 20_000

/**
 * Tells auth of requests that were admitted from credit: what its usage data and metrics are made of. Those of the last
 * half second are lost when the gateway dies; limits have counted them before. Disposing tells the rest.
 */
export function createUsedRequests(
  tell: (requests: Noted[]) => Promise<unknown>,
  now: () => number,
): { note: (request: Omit<Noted, 'agoMs'>) => void; [Symbol.dispose]: () => void } {
  let collected: Array<{ request: Omit<Noted, 'agoMs'>; atMs: number }> = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const all = collected
    collected = []
    for (let from = 0; from < all.length; from += MAX_LEASES) {
      const some = all.slice(from, from + MAX_LEASES)
      void tell(some.map(({ request, atMs }) => ({ ...request, agoMs: Math.max(0, now() - atMs) })))
    }
  }
  return {
    note(request) {
      if (collected.length >= MAX_COLLECTED) return
      collected.push({ request, atMs: now() })
      timer ??= setTimeout(flush, COLLECT_MS)
    },
    [Symbol.dispose]: flush,
  }
}
