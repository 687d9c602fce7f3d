import { type Admission, MAX_LEASES } from '@runhive/contracts/admission'
import { auth } from '@runhive/contracts/auth'
import { type CallScope, type Client, isRefusal, RpcError } from '@runhive/contracts/define'
import type { Logger } from '@runhive/process/log'
import type { FromCredit } from './credit.ts'
import { type CreditedCall, createCredits } from './credits.ts'
import { mayBeCounted } from './may-be-counted.ts'
import { createBackgroundRetries } from './retry-in-background.ts'
import type { Revocation } from './revocation.ts'
import { createWithdrawals } from './withdrawals.ts'

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
  readonly auth: Pick<
    Client<typeof auth>,
    'admit' | 'credit' | 'noteAdmitted' | 'release' | 'withdraw' | 'keep'
  >
  readonly log: Pick<Logger, 'warn'>
}

type Question = Parameters<ConcurrencySlotsDeps['auth']['admit']>[0] & { readonly executionId: string }

/** The slots of this gateway's callers. Disposing waits until all releases under way are done. */
export interface ConcurrencySlots extends AsyncDisposable {
  /**
   * Asks for admission of an execution, or admits it from credit at once. Rejects with auth's refusal, or with
   * `CANCELLED` at once when the signal aborts. In every case the slot is either in the result or given back: the call
   * to auth is not cancelled when the caller has gone, because it may have counted already.
   */
  take(question: Question, scope: CallScope): Promise<{ principal: Admission; slot: ConcurrencySlot }>
  /** Ends the credit that a revocation concerns. */
  hear(event: Revocation): void
}

/** Auth looks at a slot that is ten seconds old. By then it must have heard of one that is still needed, twice. */
const KEEP_EVERY_MS = 3_000
/** Nearly all are settled before that. Milliseconds. */
const SLOW_MS = 2_500

interface SlotKey {
  readonly accountId: string
  readonly executionId: string
}

export function createConcurrencySlots({ auth, log }: ConcurrencySlotsDeps): ConcurrencySlots {
  const retries = createBackgroundRetries((err) => log.warn({ err }, 'could not tell auth what to release'))
  const withdraw = createWithdrawals(auth, retries)
  const held = createHeld({ auth, log })
  const credits = createCredits({
    ...{ auth, noteAdmitted: (noted) => retries.run(() => auth.noteAdmitted(noted)).then(() => ({})) },
    giveBack: (executionIds) => void withdraw(executionIds),
  })

  const hold = (key: SlotKey, call: CreditedCall | undefined, sinceMs?: number): ConcurrencySlot => {
    held.add(key, sinceMs)
    call?.began()
    const giveBack = () => {
      if (held.delete(key)) void retries.run(() => auth.release(key))
    }
    let accepted = false
    let ended = false
    return {
      executionId: key.executionId,
      settle(executionId) {
        accepted = executionId === key.executionId
        if (accepted) held.delete(key)
        else giveBack()
      },
      [Symbol.dispose]() {
        giveBack()
        if (!ended) call?.ended({ accepted })
        ended = true
      },
    }
  }

  const ask = async (question: Question, traceparent: string | undefined) => {
    const { executionId } = question
    const call = credits.of(question)
    const useCredit = (from: FromCredit | undefined) => {
      if (!from) return undefined
      const key = { accountId: from.principal.accountId, executionId: from.executionId }
      return { principal: from.principal, slot: hold(key, call, from.sinceMs) }
    }
    const credited = useCredit(call?.take())
    if (credited) return credited
    try {
      const answer = await auth.admit(question, { traceparent })
      const principal = call ? call.asked(answer) : answer
      return { principal, slot: hold({ accountId: principal.accountId, executionId }, call) }
    } catch (error) {
      if (mayBeCounted(error)) void withdraw([executionId])
      const rescued = isLimited(error) ? useCredit(await call?.rescue()) : undefined
      if (rescued) return rescued
      throw error
    }
  }

  return {
    async take(question, { signal, traceparent }) {
      if (signal?.aborted) throw new RpcError('CANCELLED')
      const asking = ask(question, traceparent)
      try {
        return await untilGone(asking, signal)
      } catch (error) {
        // Nobody is left to use it.
        void retries.run(async () => {
          const late = await asking.catch(() => undefined)
          late?.slot[Symbol.dispose]()
        })
        throw error
      }
    },
    hear: credits.hear,
    async [Symbol.asyncDispose]() {
      held[Symbol.dispose]()
      await credits[Symbol.asyncDispose]()
      await retries[Symbol.asyncDispose]()
    },
  }
}

const isLimited = (error: unknown) => isRefusal(auth, 'admit', error, 'LIMITED')

/** Settles as the promise does, or rejects with `CANCELLED` as soon as the signal aborts. */
async function untilGone<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const gone = Promise.withResolvers<never>()
  const leave = () => gone.reject(new RpcError('CANCELLED'))
  signal?.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([promise, gone.promise])
  } finally {
    signal?.removeEventListener('abort', leave)
  }
}

/** Slots whose executions are still being decided about: auth is told to keep those that take long. */
function createHeld({ auth, log }: ConcurrencySlotsDeps) {
  /** Since when. */
  const taken = new Map<SlotKey, number>()
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
  return {
    add(key: SlotKey, sinceMs = performance.now()): void {
      taken.set(key, sinceMs)
    },
    delete: (key: SlotKey) => taken.delete(key),
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
