import { setTimeout as delay } from 'node:timers/promises'
import { pauseAfter, type RetryPolicy } from '@runhive/process/retry'

/** Some seconds in all: what auth has not heard by then, it finds by itself. */
const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 250, factor: 4, maxPauseMs: 4_000 }

/** Work that nobody waits for, and that must be done nevertheless. */
export interface BackgroundRetries extends AsyncDisposable {
  /** Runs the work, and again after a pause when it failed, so it must be idempotent. Never rejects. */
  run(work: () => Promise<unknown>): Promise<void>
}

/** Disposing waits for what is under way, and begins nothing again. */
export function createBackgroundRetries(onGivenUp: (cause: unknown) => void): BackgroundRetries {
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
    run(work) {
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
