import { createHash } from 'node:crypto'
import type { idempotencyClaims } from '@runhive/contracts/executions'
import type { ExecutionRequest } from '@runhive/contracts/request'
import type { Log } from '@runhive/mesh/mesh'
import type * as z from 'zod'
import { GatewayError } from '../errors.ts'

export type Claim = z.output<(typeof idempotencyClaims)['event']>

export interface ClaimDeps {
  readonly claims: Pick<Log<Claim>, 'append' | 'last'>
}

/** What an idempotency key stands for. */
export interface Held {
  readonly executionId: string
  /** Whether its execution is known to have been accepted; if not, whoever held it may have died before. */
  readonly accepted: boolean
  /** Says what became of it: the queue has it, or would not have it and the key is free again. */
  settle(state: 'accepted' | 'refused'): Promise<void>
}

/**
 * Which execution an idempotency key stands for: the given one when nobody has used the key before, else the earlier one. Of two that
 * ask at once exactly one wins, and both are told the same. Refuses with `CONFLICT` another request under the same key.
 */
export async function claimExecution(
  deps: ClaimDeps,
  asked: { accountId: string; key: string; executionId: string; request: ExecutionRequest },
): Promise<Held> {
  const { accountId, executionId } = asked
  const key = `${accountId}.${digestOf(asked.key)}`
  const own: Claim = {
    kind: 'claimed',
    executionId,
    requestDigest: digestOf(JSON.stringify(asked.request)),
  }
  const known = await deps.claims.last(key)
  const isFree = known === undefined || known.event.state === 'refused'
  // The first to append a number has it: the log ignores whoever comes second.
  if (isFree) await deps.claims.append(key, (known?.number ?? 0) + 1, own)
  const { number, event } = (isFree ? await deps.claims.last(key) : known) ?? { number: 1, event: own }
  if (event.requestDigest !== own.requestDigest) {
    throw new GatewayError('CONFLICT', {
      message: 'This idempotency key was used with another request.',
      details: { executionId: event.executionId },
    })
  }
  return {
    executionId: event.executionId,
    accepted: event.state === 'accepted',
    async settle(state) {
      await deps.claims.append(key, number + 1, { ...event, state })
    },
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 48)
