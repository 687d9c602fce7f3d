import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { idempotencyClaims } from '@runhive/contracts/execution-streams'
import type { ExecutionRequest } from '@runhive/contracts/request'
import type { Log, Numbered } from '@runhive/mesh/mesh'
import type * as z from 'zod'
import { GatewayError } from '../../errors/gateway-error.ts'

export type Claim = z.output<(typeof idempotencyClaims)['event']>

export interface ClaimDeps {
  readonly claims: Pick<Log<Claim>, 'append' | 'last'>
}

export interface ClaimOptions {
  readonly accountId: string
  readonly key: string
  /** A new id: the execution's, if the key is free. It also distinguishes this request from others that use the key. */
  readonly executionId: string
  readonly request: ExecutionRequest
  /** Ends the waiting for another request that publishes under the key. */
  readonly signal?: AbortSignal | undefined
}

/** What an idempotency key stands for. */
export interface ClaimResult {
  readonly executionId: string
  /** true: the queue has acknowledged it. false: it is this request's to publish, and no other's meanwhile. */
  readonly accepted: boolean
  /**
   * Says what became of it: the queue has it (`accepted`), would not have it, so that the key is free again
   * (`refused`), or it is not known, and the next one to come may publish it again (`unknown`).
   */
  settle(state: 'accepted' | 'refused' | 'unknown'): Promise<void>
}

/** Longer than publishing takes until it gives up. Who has said nothing by then has died. */
const PUBLISHES_FOR_MS = 15_000
/** Between looks at what another request came to, from the first pause to the longest. */
const PAUSE_MS = { first: 10, longest: 250 }

/**
 * Which execution an idempotency key stands for: the given one when the key is free, else the earlier one. Of two that
 * ask at once exactly one publishes; the other waits for what comes of it, because only the queue's acknowledgement
 * says that an execution is accepted. Refuses with `CONFLICT` another request under the same key, with `CANCELLED` when
 * the signal aborts.
 */
export async function claimExecution({ claims }: ClaimDeps, options: ClaimOptions): Promise<ClaimResult> {
  const key = `${options.accountId}.${digestOf(options.key)}`
  const requestDigest = digestOf(JSON.stringify(options.request))
  let pauseMs = PAUSE_MS.first
  for (;;) {
    const known = await claims.last(key)
    const holder = known?.event.state === 'refused' ? undefined : known
    if (holder) assertSame(holder.event, requestDigest)
    if (holder?.event.state === 'accepted') return accepted(holder.event)
    if (holder && isPublishing(holder.event)) {
      await pause(pauseMs, options.signal)
      pauseMs = Math.min(2 * pauseMs, PAUSE_MS.longest)
      continue
    }
    const own: Claim = {
      kind: 'claimed',
      executionId: holder?.event.executionId ?? options.executionId,
      requestDigest,
      publisher: options.executionId,
      publishesUntil: new Date(Date.now() + PUBLISHES_FOR_MS).toISOString(),
    }
    const number = (known?.number ?? 0) + 1
    await claims.append(key, number, own)
    // The first to append a number has it: the log ignores the second.
    const now = await claims.last(key)
    if (now?.event.publisher === own.publisher) return publishing({ claims }, { key, number, event: own })
  }
}

function assertSame({ requestDigest, executionId }: Claim, digest: string): void {
  if (requestDigest === digest) return
  throw new GatewayError('CONFLICT', {
    message: 'This idempotency key was already used with a different request.',
    details: { executionId },
  })
}

function isPublishing({ publisher, publishesUntil }: Claim): boolean {
  if (publisher === undefined || publishesUntil === undefined) return false
  const leftMs = Date.parse(publishesUntil) - Date.now()
  // A clock that is far ahead must not make the key wait for it.
  return leftMs > 0 && leftMs <= 2 * PUBLISHES_FOR_MS
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, { signal }).catch((cause) => {
    throw new GatewayError('CANCELLED', { cause })
  })
}

function accepted({ executionId }: Claim): ClaimResult {
  return { executionId, accepted: true, settle: async () => undefined }
}

function publishing({ claims }: ClaimDeps, { key, number, event }: Numbered<Claim>): ClaimResult {
  const { publisher: _, publishesUntil: __, ...claim } = event
  return {
    executionId: event.executionId,
    accepted: false,
    async settle(state) {
      // A request that took over meanwhile has this number: the outcome is then its to report.
      await claims.append(key, number + 1, state === 'unknown' ? claim : { ...claim, state })
      if (state === 'accepted') await insist({ claims }, key, claim)
    },
  }
}

/** What the queue has stays accepted, even if a request that took over says otherwise: it may have been refused. */
async function insist({ claims }: ClaimDeps, key: string, claim: Claim): Promise<void> {
  for (;;) {
    const last = await claims.last(key)
    const isOurs = last?.event.executionId === claim.executionId
    if (!isOurs || last.event.state === 'accepted') return
    await claims.append(key, last.number + 1, { ...claim, state: 'accepted' })
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 48)
