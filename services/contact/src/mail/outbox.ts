import type { Logger } from '@runhive/process/log'
import { repeat } from '@runhive/process/repeat'
import { pauseAfter, type RetryPolicy } from '@runhive/process/retry'
import type { ClaimedDigest } from '../db/digests.ts'
import type { Claimed, Settlement } from '../db/mails.ts'
import type { Sent } from './send.ts'

export type MailKind = 'notice' | 'digest' | 'reply'

export interface OutboxDeps {
  /** The next mail that is due, for this process alone. */
  readonly claim: () => Promise<Claimed | ClaimedDigest | undefined>
  /** In how many milliseconds the next one is due; undefined when none waits. */
  readonly nextDueMs: () => Promise<number | undefined>
  readonly send: (claimed: Claimed | ClaimedDigest, signal: AbortSignal) => Promise<Sent>
  readonly settle: (settled: { id: string; tries: number; next: Settlement }, kind: MailKind) => Promise<void>
  readonly retry: RetryPolicy
  readonly log: Pick<Logger, 'warn'>
  readonly now: () => Date
  /** Is called after each try. */
  readonly onTried: (kind: MailKind, outcome: 'sent' | 'postponed' | 'failed') => void
}

export interface Outbox extends AsyncDisposable {
  /** Looks for something to send at once. */
  wake(): void
}

/** Where the database notifies of new mails. */
export const MAILS_CHANNEL = 'contact_mails'

/** How often it looks for mails although none was notified or is due, milliseconds. */
const LOOK_EVERY_MS = 60_000
const RETRY_MS = 1_000
/** How long disposing waits for a try under way, milliseconds: less than the time a process has to end. */
const STOP_MS = 10_000

/**
 * Sends what is due, one mail after the other. Any number of processes may do it at once: each mail is claimed by one.
 * Disposing finishes the try under way, or aborts it when it takes too long. When a process dies after the server took
 * a mail and before that was written, it is sent again, with the same `Message-ID`.
 */
export function startOutbox(deps: OutboxDeps): Outbox {
  const { log } = deps
  const breakOff = new AbortController()

  const sendDue = async (stopping: AbortSignal): Promise<number | undefined> => {
    while (!stopping.aborted) {
      const claimed = await deps.claim()
      if (!claimed) return deps.nextDueMs()
      await deliver(deps, claimed, breakOff.signal)
    }
    return undefined
  }
  const sending = repeat(sendDue, {
    everyMs: LOOK_EVERY_MS,
    retryMs: RETRY_MS,
    onFailed: (err) => log.warn({ err }, 'cannot process outgoing mail'),
  })
  return {
    wake: sending.soon,
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => breakOff.abort(), STOP_MS)
      await Promise.resolve(sending[Symbol.asyncDispose]()).finally(() => clearTimeout(timer))
    },
  }
}

async function deliver(
  deps: OutboxDeps,
  claimed: Claimed | ClaimedDigest,
  signal: AbortSignal,
): Promise<void> {
  const { id, tries } = claimed
  const kind = kindOf(claimed)
  const sent = await deps.send(claimed, signal)
  const next = follow(deps, { sent, tries })
  await deps.settle({ id, tries, next }, kind)
  deps.onTried(kind, next.status === 'pending' ? 'postponed' : next.status)
  if (sent.outcome !== 'sent') {
    const given = next.status === 'failed' ? 'a mail was given up' : 'a mail could not be sent yet'
    deps.log.warn({ mailId: id, kind, attempt: tries, reason: sent.reason }, given)
  }
}

function kindOf(claimed: Claimed | ClaimedDigest): MailKind {
  if ('digest' in claimed) return 'digest'
  return claimed.reply ? 'reply' : 'notice'
}

function follow({ retry, now }: OutboxDeps, { sent, tries }: { sent: Sent; tries: number }): Settlement {
  if (sent.outcome === 'sent') return { status: 'sent' }
  const pauseMs = sent.outcome === 'refused' ? undefined : pauseAfter(tries, retry, Math.random())
  if (pauseMs === undefined) return { status: 'failed' }
  return { status: 'pending', nextTryAt: new Date(now().getTime() + pauseMs) }
}
