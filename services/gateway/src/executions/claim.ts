import { createHash } from 'node:crypto'
import type { ExecutionRequest } from '@runhive/contracts/execution'
import type { idempotencyClaims } from '@runhive/contracts/executions'
import type { Log } from '@runhive/mesh/mesh'
import type * as z from 'zod'
import { GatewayError } from '../errors.ts'

export type Claim = z.output<(typeof idempotencyClaims)['event']>

export interface ClaimDeps {
  readonly claims: Pick<Log<Claim>, 'append' | 'last'>
}

/**
 * Which execution an idempotency key stands for: the given one when nobody has used the key before, else the earlier one. Of two that
 * ask at once exactly one wins, and both are told the same. Refuses with `CONFLICT` another request under the same key.
 */
export async function claimExecution(
  deps: ClaimDeps,
  asked: { accountId: string; key: string; executionId: string; request: ExecutionRequest },
): Promise<string> {
  const { accountId, executionId } = asked
  const key = `${accountId}.${digestOf(asked.key)}`
  const requestDigest = digestOf(JSON.stringify(asked.request))
  const known = await deps.claims.last(key)
  // The first to append number 1 has it: the log ignores whoever comes second.
  if (!known) await deps.claims.append(key, 1, { kind: 'claimed', executionId, requestDigest })
  const holder = (known ?? (await deps.claims.last(key)))?.event
  if (!holder) return executionId
  if (holder.requestDigest !== requestDigest) {
    throw new GatewayError('CONFLICT', {
      message: 'This idempotency key was used with another request.',
      details: { executionId: holder.executionId },
    })
  }
  return holder.executionId
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 48)
