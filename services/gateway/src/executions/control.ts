import { type CallScope, type Client, isNoResponder } from '@runhive/contracts/define'
import type { executionControl } from '@runhive/contracts/execution-control'
import { eventKey } from '@runhive/contracts/execution-streams'
import { GatewayError } from '../errors/gateway-error.ts'
import { type FindDeps, findExecution, type Owned, toView } from './lookup/find.ts'

export interface ControlDeps extends FindDeps {
  /** The executor that runs the execution of this key, if one does. */
  readonly runningAt: (key: string) => Client<typeof executionControl>
}

/**
 * Calls the executor that runs an execution. Refuses with `NOT_FOUND` what is not there and what is not theirs, and
 * with `CONFLICT` what has not started or has ended.
 */
export async function control<T>(
  deps: ControlDeps,
  { owned, scope }: { owned: Owned; scope: CallScope },
  ask: (client: Client<typeof executionControl>) => Promise<T>,
): Promise<T> {
  try {
    return await ask(deps.runningAt(eventKey(owned.accountId, owned.id)))
  } catch (error) {
    if (!isNoResponder(error)) throw error
    const { status } = toView(owned.id, await findExecution(deps, owned, scope))
    throw new GatewayError('CONFLICT', { message: explain(status), details: { status } })
  }
}

function explain(status: string): string {
  if (status === 'queued') return 'The execution has not started yet.'
  if (status === 'running') return 'The execution is unreachable at the moment.'
  return 'The execution has finished.'
}
