import type { Handler } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { gateway } from '@runhive/contracts/gateway'
import type { Log } from '@runhive/mesh/mesh'

/**
 * Which executions were accepted, by their last events: by `finished`, or what was stored last. Fails as a whole when
 * one of them cannot be looked up.
 */
export function accepted(deps: {
  events: Pick<Log<ExecutionEvent>, 'last'>
}): Handler<typeof gateway.procedures.accepted> {
  return async ({ keys }) => {
    const lasts = await Promise.all(
      keys.map(async (key) => (await deps.events.last(key, 'finished')) ?? deps.events.last(key)),
    )
    return {
      accepted: keys.filter((_, index) => lasts[index] !== undefined),
      finished: keys.filter((_, index) => lasts[index]?.event.kind === 'finished'),
    }
  }
}
