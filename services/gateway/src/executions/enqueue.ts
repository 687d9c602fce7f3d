import { type CallScope, RpcError } from '@runhive/contracts/define'
import type { Lane, WorkItem } from '@runhive/contracts/executions'
import { GatewayError } from '../errors.ts'
import { type AcceptDeps, accept } from './accept.ts'
import { type ClaimDeps, claimExecution } from './claim.ts'
import { type FindDeps, findExecution } from './find.ts'

export type EnqueueDeps = AcceptDeps & ClaimDeps & FindDeps

/** What is to be accepted, and in which lane it waits. */
export interface Order {
  readonly item: WorkItem
  readonly lane: Lane
}

export interface Enqueued {
  readonly id: string
  /** true: the idempotency key stands for an execution that is there already, and this one was not needed. */
  readonly joined: boolean
}

/**
 * Accepts an execution, once per idempotency key. Resolves when it is durably accepted: it will reach a final state whatever
 * happens to this process.
 */
export async function enqueue(deps: EnqueueDeps, { item, lane }: Order, scope: CallScope): Promise<Enqueued> {
  const { accountId, id, request } = item
  const { idempotencyKey } = request
  if (idempotencyKey === undefined) {
    await accept(deps, item, lane)
    return { id, joined: false }
  }
  const claimed = await claimExecution(deps, { accountId, key: idempotencyKey, executionId: id, request })
  if (claimed !== id && (await isThere(deps, { accountId, id: claimed }, scope))) {
    return { id: claimed, joined: true }
  }
  // Also what a gateway had claimed and not published when it died; twice is no harm, the queue knows the id.
  await accept(deps, { ...item, id: claimed }, lane)
  return { id: claimed, joined: claimed !== id }
}

async function isThere(
  deps: FindDeps,
  owned: { accountId: string; id: string },
  scope: CallScope,
): Promise<boolean> {
  try {
    await findExecution(deps, owned, scope)
    return true
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'NOT_FOUND') return false
    // History cannot be asked: whoever asks again within minutes is told by the log, so this one is older.
    if (error instanceof RpcError && error.code === 'UNAVAILABLE') return true
    throw error
  }
}
