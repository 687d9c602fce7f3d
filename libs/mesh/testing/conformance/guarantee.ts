import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import type { MeshLogger } from '../../src/logger.ts'
import type { Mesh } from '../../src/mesh.ts'

/** How a test gets its mesh, whichever it is. Everything a test opens it disposes itself. */
export interface Harness {
  /** Joins as a service of this name. In memory all of them are one mesh. */
  open(service: string, options?: { log?: MeshLogger }): Promise<Mesh>
  /** Several servers: an item may reach one of them just when its waiter has gone. It comes again one lease later. */
  readonly isCluster?: boolean
}

/** Sentences and how each is proved. */
export type Guarantees = Readonly<Record<string, (harness: Harness) => Promise<void>>>

/** Tests share a server, so each uses names of its own. */
export function unique(prefix: string): string {
  return `${prefix}${randomUUID().replaceAll('-', '').slice(0, 12)}`
}

/** Longer than a consumer's lease of 30 s: in a cluster an event may miss its consumer and come one lease later. */
const WAIT = { timeout: 45_000, interval: 20 }

/** Waits until something can be proved. Not `expect.poll`, which mixes up tests that run at the same time. */
export const eventually = (prove: () => void | Promise<void>): Promise<void> => vi.waitFor(prove, WAIT)

/** Ends what waits in vain. For what must come soon, however busy the machine is. */
export const soon = (): AbortSignal => AbortSignal.timeout(WAIT.timeout)

/** Never a result: for calls that only end when somebody ends them. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
