import { type CallScope, type Client, isRefusal } from '@runhive/contracts/define'
import { eventKey, type executionRequests } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import type { AskedRequest } from '@runhive/contracts/request'
import type { Log } from '@runhive/mesh/mesh'
import type * as z from 'zod'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { Owned } from './find.ts'

export type SentRequest = z.output<(typeof executionRequests)['event']>

export interface FindRequestDeps {
  readonly requests: Pick<Log<SentRequest>, 'last'>
  readonly history: Pick<Client<typeof history>, 'request'>
}

/**
 * The request of an account's execution: on its way to history from the moment it is accepted, its record after that.
 * Refuses with `NOT_FOUND` what is not there, what is not theirs and what was not kept, in the same words.
 */
export async function findRequest(
  deps: FindRequestDeps,
  owned: Owned,
  scope: CallScope,
): Promise<AskedRequest> {
  const sent = await deps.requests.last(eventKey(owned.accountId, owned.id), 'asked')
  if (sent) return sent.event.request
  try {
    return await deps.history.request(owned, scope)
  } catch (error) {
    if (!isRefusal(history, 'request', error, 'NOT_FOUND')) throw error
    const message = 'No such execution, it is not yours, or its request was not stored.'
    throw new GatewayError('NOT_FOUND', { message })
  }
}
