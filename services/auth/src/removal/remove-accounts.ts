import { contact } from '@runhive/contracts/contact'
import type { Logger } from '@runhive/process/log'
import { type Repeated, repeat } from '@runhive/process/repeat'
import type { Kysely } from 'kysely'
import * as removals from '../db/removals.ts'
import type { Schema } from '../db/schema.ts'
import { type PartName, pauseMs } from '../domain/removal.ts'

/** How long a process has a removal to itself, milliseconds: longer than its calls may take. Then it counts as dead. */
const CLAIM_MS = 90_000
/** How often removals are looked for although none was notified or is due, milliseconds. */
const LOOK_EVERY_MS = 30_000
const RETRY_MS = 1_000
/** How long to wait while executions of an account still run, milliseconds. */
const WAITING_PAUSE_MS = 2_000
/**
 * How long after its credentials have ended a request of an account may still be under way, milliseconds: the second in
 * which every process learns of it, and the time of a call that was made within.
 */
export const SETTLE_MS = 3_000

type Deleted = Readonly<Record<string, number>>

export interface RemovalDeps {
  readonly db: Kysely<Schema>
  /** How each other service forgets an account. All of them may be repeated. */
  readonly parts: {
    readonly executions: (accountId: string) => Promise<Deleted>
    readonly history: (accountId: string, signal: AbortSignal) => Promise<Deleted>
    readonly contact: (email: string, signal: AbortSignal) => Promise<Deleted>
  }
  /** Whether executions of the account may still be running. */
  readonly hasLiveSlots: (accountId: string) => Promise<boolean>
  /** Resolves when no revocation is left that names an account. */
  readonly publishRevocations: () => Promise<void>
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** {@link SETTLE_MS}, but for tests. */
  readonly settleMs: number
}

/**
 * Works on every removal that is due, one after the other. The database says what is still to do. When a process dies,
 * its claim lapses, and the next process goes on with the parts that are not finished. Gives in how many milliseconds
 * the next one is due.
 */
export async function removeAccounts(deps: RemovalDeps, signal: AbortSignal): Promise<number | undefined> {
  while (!signal.aborted) {
    const job = await removals.claim(deps.db, CLAIM_MS)
    if (!job) return removals.nextDueMs(deps.db)
    await attempt(deps, job, signal)
  }
  return undefined
}

/** Where the database notifies of new removals. */
export const REMOVALS_CHANNEL = 'auth_removals'

export function startRemovals(deps: RemovalDeps): Repeated {
  return repeat((signal) => removeAccounts(deps, signal), {
    everyMs: LOOK_EVERY_MS,
    retryMs: RETRY_MS,
    onFailed: (err) => deps.log.warn({ err }, 'could not look up accounts to remove'),
  })
}

async function attempt(deps: RemovalDeps, job: removals.RemovalJob, signal: AbortSignal): Promise<void> {
  const { db, log } = deps
  try {
    const done = await removeParts(deps, job, signal)
    if (!done) return await removals.putBack(db, job.id, { pauseMs: WAITING_PAUSE_MS, failed: false })
    await deps.publishRevocations()
    await removals.finish(db, job)
    log.info({ removalId: job.id }, 'an account has been removed')
  } catch (err) {
    // A service that is away comes back: this is tried until it is done.
    log.warn({ removalId: job.id, attempt: job.attempt, err }, 'an account could not be removed yet')
    await removals.putBack(db, job.id, { pauseMs: pauseMs(job.attempt), failed: true })
  }
}

/**
 * False when executions may still be running. They end by themselves, within their limits. What they leave in the log
 * and in history can be removed only then, the log first, because history is written from it. Contact need not wait.
 */
async function removeParts(
  deps: RemovalDeps,
  job: removals.RemovalJob,
  signal: AbortSignal,
): Promise<boolean> {
  const { parts, db } = deps
  const once = async (name: PartName, remove: () => Promise<Deleted>) => {
    if (job.parts[name].finishedAt !== null) return
    await removals.finishPart(db, job.id, { name, deleted: await remove() })
  }
  const executed = async () => {
    if (job.ageMs < deps.settleMs || (await deps.hasLiveSlots(job.accountId))) return false
    await once('executions', () => parts.executions(job.accountId))
    await once('history', () => parts.history(job.accountId, signal))
    return true
  }
  const results = await Promise.allSettled([
    executed(),
    once('contact', () => (isSender(job.email) ? parts.contact(job.email, signal) : Promise.resolve({}))),
  ])
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  const [first] = results
  return first.status === 'fulfilled' && first.value
}

/** Contact has nothing from an address that it does not accept. */
function isSender(email: string | undefined): email is string {
  return contact.procedures.removeSender.input.safeParse({ email }).success
}
