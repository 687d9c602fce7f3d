import { setTimeout as delay } from 'node:timers/promises'
import { pauseAfter, type RetryPolicy } from '@runhive/process/retry'

/** Some seconds in all: what auth has not heard by then, it finds out by itself. */
const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 250, factor: 4, maxPauseMs: 4_000 }

/** What nobody waits for, and what is to be done nevertheless. */
export interface GivingBack extends AsyncDisposable {
  /** Does this, and again after a while when it failed: so only what may be done twice. Never rejects. */
  insist(work: () => Promise<unknown>): Promise<void>
}

/** Disposing waits for what is under way, and begins nothing again. */
export function createGivingBack(onGivenUp: (cause: unknown) => void): GivingBack {
  const underWay = new Set<Promise<void>>()
  const closing = new AbortController()
  const doWork = async (work: () => Promise<unknown>) => {
    for (let tries = 1; ; tries += 1) {
      try {
        await work()
        return
      } catch (cause) {
        const pauseMs = pauseAfter(tries, POLICY, Math.random())
        if (pauseMs === undefined || closing.signal.aborted) return onGivenUp(cause)
        // Ends early only when there will be no other try.
        await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
  }
  return {
    insist(work) {
      const doing = doWork(work).finally(() => underWay.delete(doing))
      underWay.add(doing)
      return doing
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
