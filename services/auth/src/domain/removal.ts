import type { RemovalReceipt } from '@runhive/contracts/account'
import { type Backoff, backoffMs } from '@runhive/process/retry'

/**
 * Where data of an account is stored, in the order of the receipt. `auth` begins first, when the removal is requested,
 * and ends last, with the account's own row.
 */
export const PARTS = ['auth', 'executions', 'history', 'contact'] as const
export type PartName = (typeof PARTS)[number]

export interface Part {
  readonly deleted: Readonly<Record<string, number>>
  /** ISO; null while it is not finished. */
  readonly finishedAt: string | null
}
export type Parts = Readonly<Record<PartName, Part>>

export interface Removal {
  readonly id: string
  readonly parts: Parts
  readonly requestedAt: Date
  readonly finishedAt: Date | undefined
}

const NOTHING: Part = { deleted: {}, finishedAt: null }

/** The credentials go at once; everything else is still to do. */
export function newParts(deleted: { sessions: number; keys: number }): Parts {
  return { auth: { deleted, finishedAt: null }, executions: NOTHING, history: NOTHING, contact: NOTHING }
}

export function toReceipt(removal: Removal): RemovalReceipt {
  return {
    id: removal.id,
    status: removal.finishedAt ? 'done' : 'pending',
    requestedAt: removal.requestedAt.toISOString(),
    finishedAt: removal.finishedAt?.toISOString() ?? null,
    parts: PARTS.map((service) => ({
      service,
      deleted: { ...removal.parts[service].deleted },
      finishedAt: removal.parts[service].finishedAt,
    })),
  }
}

const BACKOFF: Backoff = { firstPauseMs: 1_000, factor: 2, maxPauseMs: 60_000 }

/** How long to wait after the `attempt`th attempt (from 1) has failed: doubles from one second to one minute. */
export function pauseMs(attempt: number): number {
  return backoffMs(attempt, BACKOFF)
}
