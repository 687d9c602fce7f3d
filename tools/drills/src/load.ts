import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, ask, type Target } from './ask.ts'
import type { OpenLedger } from './ledger.ts'
import { type Program, programOf } from './programs.ts'
import { until } from './until.ts'

/** Callers that keep sending requests, even after refusals, until they are stopped. */
export interface Load {
  /** Resolves when `count` more waiting callers have got a result. Rejects when that takes too long. */
  answered(count: number): Promise<void>
  /** Resolves when every caller has had its last answer. */
  stop(): Promise<void>
}

/**
 * The longest pause of a caller after a refusal, milliseconds. Shorter than the server asks for, so that callers are
 * there when the service recovers.
 */
const MAX_PAUSE_MS = 500
/** The interval between requests that do not wait for earlier ones, milliseconds. */
const TRICKLE_MS = 500
/** After a broken connection. */
const BROKEN_PAUSE_MS = 100
const TIMEOUT_MS = 180_000
/** The most attempts for one request whose connections break. After them it counts as unknown. */
const MAX_TRIES = 20

/** The gateways. A caller moves on to the next one when its own is gone. */
export interface Gateways {
  readonly targets: ReadonlyArray<Target>
  /**
   * Whether a caller whose connection broke retries at the next gateway with the same idempotency key, as clients with
   * several addresses do. Otherwise the request counts as unknown.
   */
  readonly failOver: boolean
}

/**
 * Each caller alternates between submitting and waiting, so that the queue never holds many more than two executions
 * of each. One more only submits, twice a second: in an outage all others may be waiting for results, and the drill
 * needs a request that meets the outage.
 */
export function startLoad(gateways: Gateways, ledger: OpenLedger, callers: number): Load {
  let next = 0
  let results = 0
  let stopped = false
  const asking = createAsking(gateways, ledger)
  const call = async (caller: number) => {
    const asks = asking(caller)
    while (!stopped) {
      const answer = await asks(programOf(next++))
      if (answer.kind === 'accepted' && answer.result) results += 1
      if (answer.kind === 'refused') await delay(Math.min(answer.retryAfterMs ?? MAX_PAUSE_MS, MAX_PAUSE_MS))
      if (answer.kind === 'unknown') await delay(BROKEN_PAUSE_MS)
    }
  }
  const trickle = async () => {
    const asks = asking(callers)
    while (!stopped) {
      await asks({ ...programOf(next++), wait: false })
      await delay(TRICKLE_MS)
    }
  }
  const calling = Promise.all([trickle(), ...Array.from({ length: callers }, (_, caller) => call(caller))])
  return {
    async answered(count) {
      const goal = results + count
      if (!(await until(() => results >= goal, TIMEOUT_MS)))
        throw new Error(`${count} more results did not come within ${TIMEOUT_MS / 1000} s`)
    },
    async stop() {
      stopped = true
      await calling
    },
  }
}

/** Sends one caller's requests to the gateway that answered last, and records the answers. */
function createAsking({ targets, failOver }: Gateways, ledger: OpenLedger) {
  const run = randomUUID()
  let requests = 0
  return (caller: number) => {
    let at = caller
    return async (program: Program): Promise<Answer> => {
      const idempotencyKey = `${run}-${requests++}`
      const sent = failOver ? { ...program, request: { ...program.request, idempotencyKey } } : program
      for (let tries = 1; ; tries += 1) {
        const answer = await ask(targetAt(targets, at), sent)
        if (isBroken(answer)) at += 1
        const isLast = !failOver || answer.kind !== 'unknown' || tries === MAX_TRIES
        if (isLast) ledger.enter(program, answer)
        if (isLast) return answer
        ledger.enterAgain()
        await delay(BROKEN_PAUSE_MS)
      }
    }
  }
}

function targetAt(targets: ReadonlyArray<Target>, at: number): Target {
  const target = targets[at % targets.length]
  if (target === undefined) throw new Error('there is no gateway to ask')
  return target
}

const isBroken = (answer: Answer) =>
  answer.kind === 'unknown' || (answer.kind === 'refused' && answer.retryAfterMs === 0)
