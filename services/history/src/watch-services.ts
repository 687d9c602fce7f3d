import { createBell } from '@runhive/mesh/bell'
import type { Mesh, ServiceInstance } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { judge } from './domain/look.ts'
import type { Seen } from './domain/service-states.ts'

export interface WatchDeps {
  readonly mesh: Pick<Mesh, 'discover'>
  /** Whether this process was the first to have looked in that minute. */
  readonly keep: (looked: { minute: Date; seen: readonly Seen[] }) => Promise<boolean>
  readonly log: Pick<Logger, 'warn'>
  readonly now: () => Date
}

const MINUTE_MS = 60_000
/** How long an answer may take, milliseconds: a busy service is not a missing one. */
const WITHIN_MS = 2_000

/**
 * Looks at the mesh at the beginning of each minute and keeps what is there. A look that fails is none: that minute stays unknown.
 * Disposing waits for the look under way.
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

/** One look, for the minute in which it begins. Who does not answer is asked once more before it counts as down. */
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
