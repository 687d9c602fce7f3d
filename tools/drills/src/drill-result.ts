import type { Aftermath } from './aftermath.ts'
import { type Entry, isWrong, type Ledger } from './ledger.ts'
import type { Seen } from './observer.ts'

/** The counts of one drill. */
export interface DrillResult {
  readonly drill: string
  readonly accepted: number
  /** How accepted executions ended, by status, most frequent first. */
  readonly finished: ReadonlyArray<readonly [status: string, count: number]>
  /** By HTTP status and code. */
  readonly refused: ReadonlyArray<readonly [code: string, count: number]>
  /** Refusals that did not say when to retry. */
  readonly refusedForGood: number
  /** Requests whose connection broke before the answer: the service may or may not have accepted them. */
  readonly unknown: number
  /** How often a caller retried at another gateway with the same idempotency key after its connection broke. */
  readonly again: number
  /** Executions that were started more than once. */
  readonly redelivered: number
  /** Executions that ran although their caller was refused or got no answer. They end like all others. */
  readonly unasked: number
  readonly lost: number
  /** Details of each accepted execution among them. */
  readonly lostOnes: ReadonlyArray<string>
  readonly unrecorded: number
  readonly orphans: number
  readonly queued: number
  /** The last state of everything that did not come to rest, one sentence each. */
  readonly inTheWay: ReadonlyArray<string>
  /** Succeeded executions with the wrong output. */
  readonly wrong: number
  /** What the drill itself found wrong, one sentence each. */
  readonly complaints: ReadonlyArray<string>
  /** Measurements of its own, one line each. */
  readonly notes: ReadonlyArray<string>
  readonly seconds: number
}

export function toResult(drill: {
  readonly name: string
  readonly ledger: Ledger
  readonly aftermath: Aftermath
  /** Executions with events in the log during this drill. */
  readonly seen: ReadonlyMap<string, Seen>
  readonly complaints: ReadonlyArray<string>
  readonly notes?: ReadonlyArray<string>
  readonly seconds: number
}): DrillResult {
  const { name, ledger, aftermath, seen, complaints, notes = [], seconds } = drill
  const entries = [...ledger.accepted.values()]
  const begun = [...seen].filter(([, { started }]) => started > 0)
  const unasked = begun.filter(([id]) => !ledger.accepted.has(id))
  const unended = unasked.filter(([, { finished }]) => finished === 0)
  return {
    drill: name,
    accepted: entries.length,
    finished: count(entries.flatMap(({ final }) => (final ? [final.status] : []))),
    refused: [...ledger.refused].toSorted(([, a], [, b]) => b - a),
    refusedForGood: ledger.refusedForGood,
    unknown: ledger.unknown,
    again: ledger.again,
    redelivered: begun.filter(([, { started }]) => started > 1).length,
    unasked: unasked.length,
    // One that began and never ended is lost too, even if its caller was refused.
    lost: aftermath.lost.length + unended.length,
    lostOnes: aftermath.lost.map((id) => describeLost(id, ledger.accepted.get(id), seen.get(id))),
    unrecorded: aftermath.unrecorded.length,
    orphans: aftermath.orphans,
    queued: aftermath.queued,
    inTheWay: aftermath.inTheWay,
    wrong: entries.filter(isWrong).length,
    complaints,
    notes,
    seconds,
  }
}

function describeLost(id: string, entry: Entry | undefined, seen: Seen | undefined): string {
  const { wait, stored } = entry?.program ?? {}
  const asked = `${wait ? 'waited for' : 'submitted'}, ${stored ? 'stored' : 'not stored'}`
  return `${id}: ${asked}; seen started ${seen?.started ?? 0} times, finished ${seen?.finished ?? 0} times`
}

function count(statuses: ReadonlyArray<string>): Array<readonly [string, number]> {
  const groups = Map.groupBy(statuses, (status) => status)
  return [...groups].map(([status, all]) => [status, all.length] as const).toSorted(([, a], [, b]) => b - a)
}

/**
 * Why a drill failed, one sentence per reason; empty if it passed. A count that could not be taken (NaN) is a failure.
 */
export function findFaults(result: DrillResult): string[] {
  const zero = {
    lost: 'accepted executions have no final state',
    orphans: 'unknown containers are left',
    queued: 'items are still in the queue',
    unrecorded: 'stored executions are missing in history',
    wrong: 'results were wrong',
  } as const
  const faults = Object.entries(zero).flatMap(([key, sentence]) => {
    const value = result[key as keyof typeof zero]
    return value === 0 ? [] : [`${value} ${sentence}`]
  })
  const seen = result.inTheWay.map((sentence) => `did not come to rest: ${sentence}`)
  return [...faults, ...seen, ...result.complaints]
}

/** The result of one drill as text. */
export function renderResult(result: DrillResult): string {
  const list = (pairs: ReadonlyArray<readonly [string, number]>) =>
    pairs.map(([name, number]) => `${name} ${number}`).join(', ') || 'none'
  const faults = findFaults(result)
  const refusedForGood = result.refusedForGood > 0 ? ` (${result.refusedForGood} without Retry-After)` : ''
  return [
    `${result.drill}: ${faults.length === 0 ? 'passed' : 'FAILED'} in ${result.seconds.toFixed(1)} s`,
    `  accepted ${result.accepted}, finished: ${list(result.finished)}`,
    `  refused: ${list(result.refused)}${refusedForGood}; unknown ${result.unknown}, asked again ${result.again}, ran unasked ${result.unasked}`,
    `  redelivered ${result.redelivered}, lost ${result.lost}, orphans ${result.orphans}, missing in history ${result.unrecorded}`,
    ...result.notes.map((note) => `  ${note}`),
    ...result.lostOnes.map((one) => `  lost ${one}`),
    ...faults.map((fault) => `  FAULT: ${fault}`),
  ].join('\n')
}
