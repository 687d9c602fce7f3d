import type { Logger } from '@runhive/process/log'
import { repeat } from '@runhive/process/repeat'
import { pauseAfter, type RetryPolicy } from '@runhive/process/retry'
import type { Attempt, Claimed, Settlement } from '../db/deliveries.ts'
import type { Attempted, MakeAttempt } from './attempt.ts'
import { isFinal } from './failure.ts'
import type { SealedPayloads } from './sealed-payloads.ts'

export interface DelivererDeps {
  /** The next one that is due, of none of the accounts `except`. */
  readonly claim: (except: readonly string[]) => Promise<Claimed | undefined>
  /** In how many milliseconds the next one of others than `except` is due; undefined when none waits. */
  readonly nextDueMs: (except: readonly string[]) => Promise<number | undefined>
  readonly attempt: MakeAttempt
  readonly sealed: Pick<SealedPayloads, 'open' | 'destroy'>
  readonly settle: (settled: { id: string; attempt: Attempt; next: Settlement }) => Promise<void>
  readonly retry: RetryPolicy
  readonly logDays: number
  /** Webhooks under way at once. */
  readonly concurrency: number
  readonly log: Pick<Logger, 'warn'>
  readonly now: () => Date
  /** Is called for each delivery that has ended, delivered or given up. */
  readonly onEnded: (outcome: 'delivered' | 'failed') => void
}

export interface Deliverer extends AsyncDisposable {
  /** Looks for something to send at once. */
  wake(): void
}

/** Where the database notifies of new deliveries. */
export const DELIVERIES_CHANNEL = 'history_deliveries'

/** How often it looks for webhooks although none was notified or is due, milliseconds. */
const LOOK_EVERY_MS = 60_000
const RETRY_MS = 1_000
const DAY_MS = 24 * 60 * 60 * 1000
const KEY_GONE = 'the result was not stored, and is no longer available'

/**
 * Sends what is due, a bounded number at once, and of one account at most half of that, so that slow receivers leave
 * room for others. Any number of processes may do it at once. Disposing finishes the tries under way.
 *
 * At least once: when a process dies after sending and before that was written, it is sent again, with the same id.
 */
export function startDeliverer(deps: DelivererDeps): Deliverer {
  const { concurrency, log } = deps
  const underWay = new Map<Promise<void>, string>()

  const start = (claimed: Claimed) => {
    const done = deliver(deps, claimed)
      // Its claim lapses, and then it is sent again.
      .catch((err: unknown) =>
        log.warn({ err, deliveryId: claimed.id }, 'cannot record the outcome of a webhook'),
      )
      .finally(() => {
        underWay.delete(done)
        looking.soon()
      })
    underWay.set(done, claimed.accountId)
  }
  /** The end of one that is under way makes room, and then it looks again. */
  const startDue = async (stopping: AbortSignal): Promise<number | undefined> => {
    while (!stopping.aborted && underWay.size < concurrency) {
      const except = busyAccounts([...underWay.values()], concurrency)
      const claimed = await deps.claim(except)
      if (!claimed) return deps.nextDueMs(except)
      start(claimed)
    }
    return undefined
  }
  const looking = repeat(startDue, {
    everyMs: LOOK_EVERY_MS,
    retryMs: RETRY_MS,
    onFailed: (err) => log.warn({ err }, 'cannot look up webhooks to send'),
  })
  return {
    wake: looking.soon,
    async [Symbol.asyncDispose]() {
      await looking[Symbol.asyncDispose]()
      await Promise.all(underWay.keys())
    },
  }
}

function busyAccounts(underWay: readonly string[], concurrency: number): string[] {
  const most = Math.ceil(concurrency / 2)
  return [...new Set(underWay)].filter((account) => underWay.filter((one) => one === account).length >= most)
}

async function deliver(deps: DelivererDeps, claimed: Claimed): Promise<void> {
  const { id, accountId, url, payload, sealed, tries } = claimed
  const body = sealed ? await deps.sealed.open(claimed, payload) : payload
  if (body === undefined) return giveUp(deps, claimed)
  const attempted = await deps.attempt({ id, accountId, url, body })
  const next = follow(deps, { attempted, tries: tries + 1 })
  await deps.settle({ id, attempt: attempted.attempt, next })
  if (next.status === 'pending') return
  deps.onEnded(next.status)
  if (sealed) await deps.sealed.destroy(claimed)
}

/** The payload can no longer be read. */
async function giveUp({ settle, onEnded, logDays, now }: DelivererDeps, { id }: Claimed): Promise<void> {
  const attempt = { at: now().toISOString(), durationMs: 0, httpStatus: null, error: KEY_GONE }
  const expiresAt = new Date(now().getTime() + logDays * DAY_MS)
  await settle({ id, attempt, next: { status: 'failed', expiresAt } })
  onEnded('failed')
}

function follow(
  { retry, logDays, now }: DelivererDeps,
  { attempted, tries }: { attempted: Attempted; tries: number },
): Settlement {
  const { failure } = attempted
  const at = now().getTime()
  const expiresAt = new Date(at + logDays * DAY_MS)
  if (failure === undefined) return { status: 'delivered', expiresAt }
  const pauseMs = isFinal(failure) ? undefined : pauseAfter(tries, retry, Math.random())
  if (pauseMs === undefined) return { status: 'failed', expiresAt }
  return { status: 'pending', nextAttemptAt: new Date(at + pauseMs) }
}
