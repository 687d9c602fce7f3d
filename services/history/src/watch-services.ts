import { createBell } from '@runhive/mesh/bell'
import type { Mesh, ServiceInstance } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { judge } from './domain/look.ts'
import type { Seen } from './domain/service-states.ts'

export interface WatchDeps {
  readonly mesh: Pick<Mesh, 'discover'>
  /** Gives whether this process was the first in that minute. */
  readonly keep: (looked: { minute: Date; seen: readonly Seen[] }) => Promise<boolean>
  readonly log: Pick<Logger, 'warn'>
  readonly now: () => Date
}

const MINUTE_MS = 60_000
/** How long an answer may take, milliseconds: a busy service is not a missing one. */
const WITHIN_MS = 2_000

/**
 * Stores the states of the services at the beginning of each minute. When that fails, the minute stays unknown.
 * Disposing waits for the one under way.
 */
export function watchServices(deps: WatchDeps): AsyncDisposable {
  const stopping = createBell()
  const run = async () => {
    for (;;) {
      const stopped = await stopping.wait(MINUTE_MS - (deps.now().getTime() % MINUTE_MS))
      if (stopped) return
      await look(deps).catch((err: unknown) => deps.log.warn({ err }, 'could not observe the services'))
    }
  }
  const ended = run()
  return {
    async [Symbol.asyncDispose]() {
      stopping.ring()
      await ended
    },
  }
}

/**
 * The states for the minute in which it begins. A service that does not answer is tried once more before it is down.
 */
export async function look({ mesh, keep, now }: WatchDeps): Promise<void> {
  const minute = new Date(Math.floor(now().getTime() / MINUTE_MS) * MINUTE_MS)
  const first = await mesh.discover({ withinMs: WITHIN_MS })
  const missing = judge(first).some(({ state }) => state === 'down')
  const instances = missing ? merge(first, await mesh.discover({ withinMs: WITHIN_MS })) : first
  await keep({ minute, seen: judge(instances) })
}

function merge(first: readonly ServiceInstance[], second: readonly ServiceInstance[]): ServiceInstance[] {
  const known = new Set(second.map(({ instanceId }) => instanceId))
  return [...second, ...first.filter(({ instanceId }) => !known.has(instanceId))]
}
