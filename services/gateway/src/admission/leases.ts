import type { Admission } from '@runhive/contracts/admission'
import { type auth, MAX_LEASES } from '@runhive/contracts/auth'
import { type CallScope, type Client, isNoResponder, RpcError } from '@runhive/contracts/define'
import type { Logger } from '@runhive/process/log'
import { createGivingBack } from './give-back.ts'

/**
 * A place among an account's executions, taken by admission. Disposing gives it back, unless the execution was
 * accepted.
 */
export interface Lease extends Disposable {
  /** The id that the execution will have, a UUIDv7. */
  readonly executionId: string
  /**
   * An execution was accepted, or may be. If it has this lease's id, the lease ends with it, or by auth's own looking
   * for what was never accepted; if it is an earlier one, this is not needed.
   */
  settle(executionId: string): void
}

export interface LeasesDeps {
  readonly auth: Pick<Client<typeof auth>, 'admit' | 'release' | 'withdraw' | 'keep'>
  readonly log: Pick<Logger, 'warn'>
}

type Question = Parameters<LeasesDeps['auth']['admit']>[0] & { readonly executionId: string }

/** The leases of this gateway's callers. Disposing waits until what is being given back has been. */
export interface Leases extends AsyncDisposable {
  /**
   * Asks for admission of an execution. Rejects with auth's refusal, or with `CANCELLED` at once when the signal
   * aborts. Whatever comes of it, a lease is either in the result or given back: auth is never told that the caller
   * has gone, because it may have counted already.
   */
  take(question: Question, scope: CallScope): Promise<{ principal: Admission; lease: Lease }>
}

/** Auth looks at a lease that is ten seconds old. By then it must have heard of one that is still needed, twice. */
const KEEP_EVERY_MS = 3_000
/** Nearly all are settled before that. Milliseconds. */
const SLOW_MS = 2_500
/** Admissions without an answer that are remembered while auth cannot be told: of others it finds out by itself. */
const MAX_WITHDRAWN = 20_000

interface LeaseOf {
  readonly accountId: string
  readonly executionId: string
}

export function createLeases({ auth, log }: LeasesDeps): Leases {
  const givingBack = createGivingBack((err) => log.warn({ err }, 'could not tell auth what to release'))
  /** Since when, by what it is of. */
  const held = new Map<LeaseOf, number>()
  const unanswered = new Set<string>()
  let withdrawing = false

  const keepSlow = () => {
    const slow = [...held].filter(([, sinceMs]) => performance.now() - sinceMs >= SLOW_MS).map(([of]) => of)
    for (let from = 0; from < slow.length; from += MAX_LEASES) {
      const leases = slow.slice(from, from + MAX_LEASES)
      auth.keep({ leases }).catch((err: unknown) => log.warn({ err }, 'could not extend leases'))
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
      await givingBack.insist(() => auth.withdraw({ executionIds }))
      for (const id of executionIds) unanswered.delete(id)
    }
    withdrawing = false
  }

  const hold = (of: LeaseOf): Lease => {
    held.set(of, performance.now())
    const giveBack = () => {
      if (held.delete(of)) void givingBack.insist(() => auth.release(of))
    }
    return {
      executionId: of.executionId,
      settle(executionId) {
        if (executionId === of.executionId) held.delete(of)
        else giveBack()
      },
      [Symbol.dispose]: giveBack,
    }
  }

  const ask = async (question: Question, traceparent: string | undefined) => {
    const { executionId } = question
    try {
      const principal = await auth.admit(question, { traceparent })
      return { principal, lease: hold({ accountId: principal.accountId, executionId }) }
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
        void givingBack.insist(async () => {
          const taken = await asking.catch(() => undefined)
          taken?.lease[Symbol.dispose]()
        })
        throw error
      } finally {
        signal?.removeEventListener('abort', leave)
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await givingBack[Symbol.asyncDispose]()
    },
  }
}

/** Refusals are not counted, and what nobody took was not either. Of everything else it is not known. */
const NOT_COUNTED: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'LIMITED',
  'BAD_INPUT',
  'OVERLOADED',
])

function mayBeCounted(error: unknown): boolean {
  return !(error instanceof RpcError && NOT_COUNTED.has(error.code)) && !isNoResponder(error)
}
