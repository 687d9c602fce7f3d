import type { Tally } from './tally.ts'

/** Whom an attack is aimed at, and what the attacker has. */
export interface Aim {
  readonly host: string
  readonly port: number
  /** Loopback addresses that its connections come from, in turn. No honest caller has one of them. */
  readonly addresses: ReadonlyArray<string>
  /** 1 for the rates and numbers that each attack names; 0.5 for half of them. */
  readonly strength: number
  /** A good key of an account of the attackers' own. */
  readonly apiKey: string
  /** An execution of that account with a result of many megabytes. */
  readonly largeResultId: string
}

/** One way to misuse the edge. It runs in a process of its own, which is killed when the attack is over. */
export interface Attack {
  /** What it does, in a few words, with its numbers at strength 1. */
  readonly title: string
  /** From how many addresses at once. Default 1. */
  readonly addresses?: number
  /** What takes processor time and can be done before: not to be missing elsewhere while it goes on. */
  prepare?(): void
  /** Begins; nothing but the end of the process ends it. */
  begin(aim: Aim, tally: Tally): void
}

/** A number of an attack at this strength: at least one. */
export function scaled({ strength }: Pick<Aim, 'strength'>, number: number): number {
  return Math.max(1, Math.round(number * strength))
}
