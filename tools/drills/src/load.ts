import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, ask, type Target } from './ask.ts'
import type { OpenLedger } from './ledger.ts'
import { type Program, programOf } from './programs.ts'
import { until } from './until.ts'

/** Callers that keep asking, whatever they are told, until they are stopped. */
export interface Load {
  /** Resolves when `count` more waiting callers were answered with a result. Rejects when that takes too long. */
  answered(count: number): Promise<void>
  /** Resolves when every caller has had its last answer. */
  stop(): Promise<void>
}

/**
 * The longest pause of a caller that is refused, milliseconds: shorter than asked, to be there when the service is
 * back.
 */
const MAX_PAUSE_MS = 500
/** Between two of the requests that come whatever became of the ones before. */
const TRICKLE_MS = 500
/** After a broken connection. */
const BROKEN_PAUSE_MS = 100
const TIMEOUT_MS = 180_000
/** Of one request whose connections break: then it counts as unknown. */
const MAX_TRIES = 20

/** Gateways to choose from: callers go on to the next one when theirs is gone. */
export interface Gateways {
  readonly targets: ReadonlyArray<Target>
  /**
   * Whether a caller whose connection broke asks again, at the next gateway, with the idempotency key of the first
   * time: as clients do that have more than one address. Otherwise the request counts as unknown.
   */
  readonly failOver: boolean
}

/**
 * Each caller submits and waits in turn, so that the queue never holds much more than two executions of each. One more
 * only submits, twice a second: in an outage the others may all be waiting for results, and somebody must meet it.
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

/** How one caller asks: at the gateway that answered last, and enters what came of it. */
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
