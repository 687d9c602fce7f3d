import type { CallScope } from '@runhive/contracts/define'
import { ExecutionStatus } from '@runhive/contracts/execution-result'
import { eventKey, type executionCancellations } from '@runhive/contracts/execution-streams'
import type { Log } from '@runhive/mesh/mesh'
import * as z from 'zod'
import { type FindDeps, findExecution, type Owned, toView } from './lookup/find.ts'

export type CancelAnswer = z.output<typeof CancelAnswer>
export const CancelAnswer = z.object({
  id: z.uuid(),
  status: z
    .union([z.enum(['queued', 'running']), ExecutionStatus])
    .describe(
      'Its state at the time of the call. A final status means that there was nothing left to cancel.',
    ),
})

export interface CancelDeps extends FindDeps {
  readonly control: Log<z.output<(typeof executionCancellations)['event']>>
}

/** Asks the executor that has the execution to end it. Idempotent; `finished` follows with status `cancelled`. */
export async function cancelExecution(
  deps: CancelDeps,
  owned: Owned,
  scope: CallScope,
): Promise<CancelAnswer> {
  const { status } = toView(owned.id, await findExecution(deps, owned, scope))
  if (status === 'queued' || status === 'running') {
    await deps.control.append(eventKey(owned.accountId, owned.id), 1, { kind: 'cancel' })
  }
  return { id: owned.id, status }
}
