import type { Answer, Result } from './ask.ts'
import type { Program } from './programs.ts'

/** The requests of a drill by their answers: every request is in exactly one of these. */
export interface Ledger {
  /** By id. */
  readonly accepted: ReadonlyMap<string, Entry>
  /** The number of refusals by HTTP status and code. */
  readonly refused: ReadonlyMap<string, number>
  /** Refusals that did not say when to retry. */
  readonly refusedForGood: number
  /** Requests whose connection broke before the answer. */
  readonly unknown: number
  /** How often a request was retried with the same idempotency key because its connection broke. */
  readonly again: number
}

export interface Entry {
  readonly program: Program
  /** How it ended, once that is known. */
  final: Result | undefined
}

export interface OpenLedger extends Ledger {
  enter(program: Program, answer: Answer): void
  enterAgain(): void
}

export function openLedger(): OpenLedger {
  const accepted = new Map<string, Entry>()
  const refused = new Map<string, number>()
  let [refusedForGood, unknown, again] = [0, 0, 0]
  return {
    accepted,
    refused,
    get refusedForGood() {
      return refusedForGood
    },
    get unknown() {
      return unknown
    },
    get again() {
      return again
    },
    enterAgain() {
      again += 1
    },
    enter(program, answer) {
      if (answer.kind === 'accepted') {
        accepted.set(answer.id, { program, final: answer.result })
      } else if (answer.kind === 'unknown') {
        unknown += 1
      } else {
        refused.set(answer.code, (refused.get(answer.code) ?? 0) + 1)
        if (answer.retryAfterMs === undefined) refusedForGood += 1
      }
    },
  }
}

/** Whether the status is a final one: a queued or running execution has a status too. */
export const isFinal = ({ status }: Pick<Result, 'status'>) => status !== 'queued' && status !== 'running'

/** Whether a result is damaged or belongs to another request: it succeeded with the wrong output. */
export function isWrong({ program, final }: Entry): boolean {
  return final?.status === 'succeeded' && final.run?.stdout !== program.prints
}
