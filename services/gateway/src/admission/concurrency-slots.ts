import { type Admission, MAX_LEASES } from '@runhive/contracts/admission'
import { auth } from '@runhive/contracts/auth'
import { type CallScope, type Client, isNoResponder, RpcError } from '@runhive/contracts/define'
import type { Logger } from '@runhive/process/log'
import { createBackgroundRetries } from './retry-in-background.ts'

/**
 * A place among an account's executions, taken by admission. Disposing gives it back, unless the execution was
 * accepted.
 */
export interface ConcurrencySlot extends Disposable {
  /** The id that the execution will have, a UUIDv7. */
  readonly executionId: string
  /**
   * An execution was accepted, or may be. If it has this slot's id, the slot ends with it, or when auth finds that it
   * was never accepted; if it is an earlier one, this slot is not needed.
   */
  settle(executionId: string): void
}

export interface ConcurrencySlotsDeps {
  readonly auth: Pick<Client<typeof auth>, 'admit' | 'release' | 'withdraw' | 'keep'>
  readonly log: Pick<Logger, 'warn'>
}

type Question = Parameters<ConcurrencySlotsDeps['auth']['admit']>[0] & { readonly executionId: string }

/** The slots of this gateway's callers. Disposing waits until all releases under way are done. */
export interface ConcurrencySlots extends AsyncDisposable {
  /**
   * Asks for admission of an execution. Rejects with auth's refusal, or with `CANCELLED` at once when the signal
   * aborts. In every case the slot is either in the result or given back: the call to auth is not cancelled when the
   * caller has gone, because it may have counted already.
   */
  take(question: Question, scope: CallScope): Promise<{ principal: Admission; slot: ConcurrencySlot }>
}

/** Auth looks at a slot that is ten seconds old. By then it must have heard of one that is still needed, twice. */
const KEEP_EVERY_MS = 3_000
/** Nearly all are settled before that. Milliseconds. */
const SLOW_MS = 2_500
/** Admissions without an answer that are remembered while auth is away: others it finds by itself. */
const MAX_WITHDRAWN = 20_000

interface SlotKey {
  readonly accountId: string
  readonly executionId: string
}

export function createConcurrencySlots({ auth, log }: ConcurrencySlotsDeps): ConcurrencySlots {
  const retries = createBackgroundRetries((err) => log.warn({ err }, 'could not tell auth what to release'))
  /** Since when. */
  const taken = new Map<SlotKey, number>()
  const unanswered = new Set<string>()
  let withdrawing = false

  const keepSlow = () => {
    const slow = [...taken]
      .filter(([, sinceMs]) => performance.now() - sinceMs >= SLOW_MS)
      .map(([key]) => key)
    for (let from = 0; from < slow.length; from += MAX_LEASES) {
      const slots = slow.slice(from, from + MAX_LEASES)
      auth
        .keep({ leases: slots })
        .catch((err: unknown) => log.warn({ err }, 'concurrency slots could not be kept'))
    }
  }
  const timer = setInterval(keepSlow, KEEP_EVERY_MS)
  timer.unref()

  const withdraw = async (executionId: string) => {
    if (unanswered.size < MAX_WITHDRAWN) unanswered.add(executionId)
    if (withdrawing) return
    withdrawing = true
    while (unanswered.size > 0) {
      const executionIds = [...unanswered].slice(0, MAX_LEASES)
      await retries.run(() => auth.withdraw({ executionIds }))
      for (const id of executionIds) unanswered.delete(id)
    }
    withdrawing = false
  }

  const hold = (key: SlotKey): ConcurrencySlot => {
    taken.set(key, performance.now())
    const giveBack = () => {
      if (taken.delete(key)) void retries.run(() => auth.release(key))
    }
    return {
      executionId: key.executionId,
      settle(executionId) {
        if (executionId === key.executionId) taken.delete(key)
        else giveBack()
      },
      [Symbol.dispose]: giveBack,
    }
  }

  const ask = async (question: Question, traceparent: string | undefined) => {
    const { executionId } = question
    try {
      const principal = await auth.admit(question, { traceparent })
      return { principal, slot: hold({ accountId: principal.accountId, executionId }) }
    } catch (error) {
      if (mayBeCounted(error)) void withdraw(executionId)
      throw error
    }
  }

  return {
    async take(question, { signal, traceparent }) {
      if (signal?.aborted) throw new RpcError('CANCELLED')
      const asking = ask(question, traceparent)
      const gone = Promise.withResolvers<never>()
      const leave = () => gone.reject(new RpcError('CANCELLED'))
      signal?.addEventListener('abort', leave, { once: true })
      try {
        return await Promise.race([asking, gone.promise])
      } catch (error) {
        // Nobody is left to use it.
        void retries.run(async () => {
          const late = await asking.catch(() => undefined)
          late?.slot[Symbol.dispose]()
        })
        throw error
      } finally {
        signal?.removeEventListener('abort', leave)
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await retries[Symbol.asyncDispose]()
    },
  }
}

/** Refused calls are not counted, nor are those that no instance took. Of all other failures it is not known. */
const NOT_COUNTED: ReadonlySet<string> = new Set([
  ...Object.keys(auth.procedures.admit.refusals),
  'BAD_INPUT',
  'OVERLOADED',
])

function mayBeCounted(error: unknown): boolean {
  return !(error instanceof RpcError && NOT_COUNTED.has(error.code)) && !isNoResponder(error)
}
