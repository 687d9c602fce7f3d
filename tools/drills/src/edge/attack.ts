import type { Tally } from './tally.ts'

/** The target of an attack, and what the attacker has. */
export interface Aim {
  readonly host: string
  readonly port: number
  /** Loopback addresses that its connections come from, in turn. No honest caller uses one of them. */
  readonly addresses: ReadonlyArray<string>
  /** A factor for the rates and numbers that each attack names. */
  readonly strength: number
  /** A valid key of the attackers' own account. */
  readonly apiKey: string
  /** An execution of that account with a result of many megabytes. */
  readonly largeResultId: string
}

/** One way to misuse the edge. It runs in a process of its own, which is killed when the attack is over. */
export interface Attack {
  /** What it does, in a few words, with its numbers at strength 1. */
  readonly title: string
  /** How many addresses it uses at once. Default 1. */
  readonly addresses?: number
  /** Expensive preparations, so that they do not take processor time from others during the attack. */
  prepare?(): void
  /** Begins the attack, which goes on until the process ends. */
  begin(aim: Aim, tally: Tally): void
}

/** A number of an attack, scaled by the strength; at least 1. */
export function scaled({ strength }: Pick<Aim, 'strength'>, number: number): number {
  return Math.max(1, Math.round(number * strength))
}
