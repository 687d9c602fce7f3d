import { type CallScope, type Client, isRefusal } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { eventKey } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import type { Log } from '@runhive/mesh/mesh'
import { GatewayError } from '../errors/gateway-error.ts'
import { type EraseDeps, eraseEvents } from './erase-unstored.ts'
import { type FindDeps, findExecution, type Owned } from './lookup/find.ts'
import type { SentRequest } from './lookup/find-request.ts'

export interface RemoveDeps extends Pick<FindDeps, 'turns'> {
  readonly events: Pick<Log<ExecutionEvent>, 'last' | 'erase'>
  readonly requests: Pick<Log<SentRequest>, 'erase'>
  readonly erasures: EraseDeps['erasures']
  readonly history: Pick<Client<typeof history>, 'get' | 'remove'>
}

/**
 * Removes what is kept of an execution: its events and its request, overwritten where they were, then its record,
 * so that no record is made from them afterwards. Refuses with `CONFLICT` what has not ended, with `NOT_FOUND` what
 * is not there.
 */
export async function removeExecution(deps: RemoveDeps, owned: Owned, scope: CallScope): Promise<void> {
  const key = eventKey(owned.accountId, owned.id)
  const found = await findExecution(deps, owned, scope)
  if (found.kind === 'live') {
    if (found.last.event.kind !== 'finished') {
      throw new GatewayError('CONFLICT', { message: 'The execution has not finished: cancel it first.' })
    }
    await eraseEvents(deps, key)
  }
  await deps.requests.erase(key)
  try {
    await deps.history.remove(owned, scope)
  } catch (error) {
    // One that was not stored, or not yet, has left nothing else.
    if (!isRefusal(history, 'remove', error, 'NOT_FOUND')) throw error
  }
}
