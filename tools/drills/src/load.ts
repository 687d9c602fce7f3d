import { setTimeout as delay } from 'node:timers/promises'
import { ask, type Target } from './ask.ts'
import type { OpenLedger } from './ledger.ts'
import { programOf } from './programs.ts'
import { until } from './until.ts'

/** Callers that keep asking, whatever they are told, until they are stopped. */
export interface Load {
  /** Resolves when `count` more waiting callers were answered with a result. Rejects when that takes too long. */
  answered(count: number): Promise<void>
  /** Resolves when every caller has had its last answer. */
  stop(): Promise<void>
}

/** The longest pause of a caller that is refused, milliseconds: shorter than asked, to be there when the service is back. */
const MAX_PAUSE_MS = 500
/** Between two of the requests that come whatever became of the ones before. */
const TRICKLE_MS = 500
/** After a broken connection. */
const BROKEN_PAUSE_MS = 100
const PATIENCE_MS = 180_000

/**
 * Each caller submits and waits in turn, so that the queue never holds much more than two executions of each. One more only submits, twice a
 * second: in an outage the others may all be waiting for results, and somebody must meet it.
 */
export function startLoad(target: Target, ledger: OpenLedger, callers: number): Load {
  let next = 0
  let results = 0
  let stopped = false
  const call = async () => {
    while (!stopped) {
      const program = programOf(next++)
      const answer = await ask(target, program)
      ledger.enter(program, answer)
      if (answer.kind === 'accepted' && answer.result) results += 1
      if (answer.kind === 'refused') await delay(Math.min(answer.retryAfterMs ?? MAX_PAUSE_MS, MAX_PAUSE_MS))
      if (answer.kind === 'unknown') await delay(BROKEN_PAUSE_MS)
    }
  }
  const trickle = async () => {
    while (!stopped) {
      const program = { ...programOf(next++), wait: false }
      ledger.enter(program, await ask(target, program))
      await delay(TRICKLE_MS)
    }
  }
  const calling = Promise.all([trickle(), ...Array.from({ length: callers }, call)])
  return {
    async answered(count) {
      const goal = results + count
      if (!(await until(() => results >= goal, PATIENCE_MS)))
        throw new Error(`${count} more results did not come within ${PATIENCE_MS / 1000} s`)
    },
    async stop() {
      stopped = true
      await calling
    },
  }
}
