import type { Target } from '../../ask.ts'
import { askOnSocket } from './ask-on-socket.ts'
import { askStatus } from './ask-status.ts'
import type { HonestCall, MakeHonestCall } from './honest-call.ts'
import { loadPage } from './load-page.ts'
import { runHello } from './run-hello.ts'
import { watchRun } from './watch-run.ts'

const CALLS: ReadonlyArray<MakeHonestCall> = [runHello, watchRun, askStatus, askOnSocket, loadPage]

/** One call of an honest caller. */
export interface Sample {
  /** The name of the call. */
  readonly call: string
  /** The phase in which it began. */
  readonly phase: string
  readonly ms: number
  /** Why it failed; undefined when it did not. */
  readonly failure: string | undefined
}

export interface Callers {
  /** One for each call that has ended. */
  readonly samples: ReadonlyArray<Sample>
  /** Starts no more calls. Resolves when every call in flight has ended or timed out. */
  stop(): Promise<void>
}

/** Callers that start calls at a fixed rate, even while earlier calls are still waiting (an open-loop load). */
export function startCallers(target: Target, phase: () => string): Callers {
  const samples: Sample[] = []
  const underWay = new Set<Promise<void>>()
  const calls = CALLS.map((make) => make(target))
  const measure = async (call: HonestCall) => {
    const began = { call: call.name, phase: phase() }
    const startedAt = performance.now()
    const failure = await call.call().then(() => undefined, describe)
    samples.push({ ...began, ms: performance.now() - startedAt, failure })
  }
  const timers = calls.map((call) =>
    setInterval(() => {
      const measuring = measure(call)
      underWay.add(measuring)
      void measuring.then(() => underWay.delete(measuring))
    }, call.everyMs),
  )
  return {
    samples,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(underWay)
      for (const call of calls) call[Symbol.dispose]?.()
    },
  }
}

/** The cause says more than `fetch failed`. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer'
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
}
