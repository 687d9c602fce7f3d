import { type CallScope, RpcError } from '@runhive/contracts/define'
import type { Lane, WorkItem } from '@runhive/contracts/executions'
import { GatewayError } from '../errors.ts'
import { type AcceptDeps, accept } from './accept.ts'
import { type ClaimDeps, claimExecution, type Held } from './claim.ts'
import { type FindDeps, type Found, findExecution } from './find.ts'

export type EnqueueDeps = AcceptDeps & ClaimDeps & FindDeps

/** What is to be accepted, and in which lane it waits. */
export interface Order {
  readonly item: WorkItem
  readonly lane: Lane
}

export interface Enqueued {
  /** The order's own, unless an idempotency key stands for an earlier one: then that one's lease counts, and the order's is not needed. */
  readonly id: string
  /** Of an earlier one that is there: where it stands. */
  readonly earlier?: Found | undefined
}

/**
 * Accepts an execution, once per idempotency key. Resolves when it is durably accepted: it will reach a final state whatever
 * happens to this process. Refuses with `CONFLICT` a key whose execution has ended and left nothing to answer with.
 */
export async function enqueue(deps: EnqueueDeps, { item, lane }: Order, scope: CallScope): Promise<Enqueued> {
  const { accountId, id, request } = item
  const { idempotencyKey } = request
  if (idempotencyKey === undefined) {
    await accept(deps, item, lane, scope.traceparent)
    return { id }
  }
  const held = await claimExecution(deps, { accountId, key: idempotencyKey, executionId: id, request })
  const { executionId } = held
  if (executionId !== id) {
    const earlier = await findEarlier(deps, { accountId, held }, scope)
    if (earlier) return { id: executionId, earlier }
  }
  // Also what a gateway had claimed and not published when it died; twice is no harm, the queue knows the id.
  const order = { item: { ...item, id: executionId }, lane }
  await acceptHeld(deps, order, held, scope.traceparent)
  return { id: executionId }
}

/** undefined: its gateway may have died before it published it. */
async function findEarlier(
  deps: FindDeps,
  { accountId, held }: { accountId: string; held: Held },
  scope: CallScope,
): Promise<Found | undefined> {
  try {
    return await findExecution(deps, { accountId, id: held.executionId }, scope)
  } catch (error) {
    const isUnknown = error instanceof GatewayError && error.code === 'NOT_FOUND'
    // Without history it is not known either; the log would tell of anything from the last hour.
    const isAway = error instanceof RpcError && error.code === 'UNAVAILABLE'
    if ((isUnknown || isAway) && !held.accepted) return undefined
    if (!isUnknown) throw error
    throw new GatewayError('CONFLICT', {
      message: 'The execution of this idempotency key has ended, and nothing of it was kept.',
      details: { executionId: held.executionId },
    })
  }
}

async function acceptHeld(
  deps: EnqueueDeps,
  { item, lane }: Order,
  held: Held,
  traceparent: string | undefined,
): Promise<void> {
  try {
    await accept(deps, item, lane, traceparent)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'QUEUE_FULL') settle(deps, held, 'refused')
    throw error
  }
  settle(deps, held, 'accepted')
}

/** Nobody waits for it: without it, whoever comes with the key looks for the execution, as if this gateway had died here. */
function settle({ log }: EnqueueDeps, held: Held, state: 'accepted' | 'refused'): void {
  held.settle(state).catch((cause) => log.warn({ err: cause }, 'an idempotency claim was not settled'))
}
