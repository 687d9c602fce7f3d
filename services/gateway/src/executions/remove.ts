import { type CallScope, type Client, RpcError } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { eventKey } from '@runhive/contracts/execution-streams'
import type { history } from '@runhive/contracts/history'
import type { Log } from '@runhive/mesh/mesh'
import { GatewayError } from '../errors.ts'
import { type EraseDeps, eraseEvents } from './erase-unstored.ts'
import { findExecution, type Owned } from './find.ts'
import type { SentRequest } from './send-request.ts'

export interface RemoveDeps {
  readonly events: Pick<Log<ExecutionEvent>, 'last' | 'erase'>
  readonly requests: Pick<Log<SentRequest>, 'erase'>
  readonly erasures: EraseDeps['erasures']
  readonly history: Pick<Client<typeof history>, 'get' | 'remove'>
}

/**
 * Removes what is kept of an execution: its events and what was asked, overwritten where they were, then its record,
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
    if (!(error instanceof RpcError) || error.code !== 'NOT_FOUND') throw error
  }
}
