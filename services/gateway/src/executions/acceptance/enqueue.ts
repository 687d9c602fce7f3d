import { type CallScope, RpcError } from '@runhive/contracts/define'
import type { Lane, WorkItem } from '@runhive/contracts/execution-streams'
import { GatewayError } from '../../errors/gateway-error.ts'
import { type FindDeps, type Found, findExecution } from '../lookup/find.ts'
import { type AcceptDeps, accept, type TellQueued } from './accept.ts'
import { type ClaimDeps, type ClaimResult, claimExecution } from './claim.ts'

export type EnqueueDeps = AcceptDeps & ClaimDeps & FindDeps

/** What is to be accepted, and in which lane it waits. */
export interface Order {
  readonly item: WorkItem
  readonly lane: Lane
}

export interface Enqueued {
  /**
   * The order's own, unless an idempotency key stands for an earlier one: then that one's slot counts, and the
   * order's is not needed.
   */
  readonly id: string
  /** Of an earlier one that is there: where it stands. */
  readonly earlier?: Found | undefined
  /** Of one that is awaited: to be called when it takes long, or nobody waits any more. */
  readonly tellQueued?: TellQueued | undefined
}

export interface EnqueueScope extends CallScope {
  /**
   * Called with its id when it failed and the queue may have the execution, or get it from the next request with its
   * key: until then it counts as one of its account's, unless auth finds some seconds later that it was not accepted.
   */
  readonly onUncertain?: (id: string) => void
}

/**
 * Accepts an execution, once per idempotency key. Resolves when it is durably accepted: it will reach a final state
 * even if this process dies. Refuses with `CONFLICT` a key whose execution has ended and left nothing to
 * answer with.
 */
export async function enqueue(
  deps: EnqueueDeps,
  { item, lane }: Order,
  scope: EnqueueScope,
): Promise<Enqueued> {
  const { accountId, id, request } = item
  const { idempotencyKey } = request
  if (idempotencyKey === undefined) {
    try {
      return { id, tellQueued: await accept(deps, item, lane, scope.traceparent) }
    } catch (error) {
      if (!isFull(error)) scope.onUncertain?.(id)
      throw error
    }
  }
  const options = { accountId, key: idempotencyKey, executionId: id, request, signal: scope.signal }
  const claim = await claimExecution(deps, options)
  const { executionId } = claim
  if (claim.accepted)
    return { id: executionId, earlier: await findAccepted(deps, { accountId, claim }, scope) }
  try {
    const earlier = executionId === id ? undefined : await findTaken(deps, { accountId, claim }, scope)
    // Twice is no harm: the queue knows the id.
    if (!earlier) await accept(deps, { ...item, id: executionId }, lane, scope.traceparent)
    await settle(deps, claim, 'accepted')
    return { id: executionId, earlier }
  } catch (error) {
    const refused = isFull(error)
    if (!refused) scope.onUncertain?.(executionId)
    void settle(deps, claim, refused ? 'refused' : 'unknown')
    throw error
  }
}

/** Then it is certain that the queue does not have it. */
const isFull = (error: unknown) => error instanceof GatewayError && error.code === 'QUEUE_FULL'

type OfKey = { readonly accountId: string; readonly claim: ClaimResult }

/** What the queue has acknowledged: there until it has ended and what was kept of it is gone. */
async function findAccepted(deps: FindDeps, { accountId, claim }: OfKey, scope: CallScope): Promise<Found> {
  try {
    return await findExecution(deps, { accountId, id: claim.executionId }, scope)
  } catch (error) {
    if (!isUnknown(error)) throw error
    throw new GatewayError('CONFLICT', {
      message: 'The execution with this idempotency key has finished, and nothing of it was stored.',
      details: { executionId: claim.executionId },
    })
  }
}

/**
 * What an earlier request published without being able to say so, known by what only an executor that took it from the
 * queue can have written. A `queued` event proves nothing.
 */
async function findTaken(
  deps: FindDeps,
  { accountId, claim }: OfKey,
  scope: CallScope,
): Promise<Found | undefined> {
  try {
    const found = await findExecution(deps, { accountId, id: claim.executionId }, scope)
    return found.kind === 'live' && found.last.event.kind === 'queued' ? undefined : found
  } catch (error) {
    // Without history it is not known either; the log would have anything from the last hour.
    const isAway = error instanceof RpcError && error.code === 'UNAVAILABLE'
    if (isUnknown(error) || isAway) return undefined
    throw error
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'NOT_FOUND'
}

/** Never rejects: without it, the next request with the key publishes it again, as if this gateway had died here. */
async function settle(
  { log }: EnqueueDeps,
  claim: ClaimResult,
  state: 'accepted' | 'refused' | 'unknown',
): Promise<void> {
  await claim.settle(state).catch((cause) => log.warn({ err: cause }, 'an idempotency claim was not settled'))
}
