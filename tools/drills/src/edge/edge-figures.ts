import type { AttackName } from './attacks.ts'
import type { Latency } from './latency.ts'
import type { Report } from './tally.ts'

/** What attacks on the edge came to. */
export interface EdgeFigures {
  /** The attacks that went on together. */
  readonly attackers: ReadonlyMap<AttackName, Report>
  /** How long they went on, seconds. */
  readonly seconds: number
  readonly honest: ReadonlyArray<HonestFigures>
  /** Answers to everybody, attackers and honest callers, by status and code; what was not read is not here. */
  readonly answers: Readonly<Record<string, number>>
  /** Resident memory of the gateway, bytes. */
  readonly memory: Course
  /** Open files and sockets of the gateway. */
  readonly descriptors: Course & { readonly allowed: number }
  /** Places that the account of callers who leave early still holds; undefined when there were none. */
  readonly leases: Course | undefined
  /** Executions in the queue when everything was back, or given up. */
  readonly queued: number
  /** Processors kept busy while it went on: 1 is one of them. */
  readonly processors: {
    readonly gateway: number
    readonly attackers: number
    readonly everybody: number
    /** By the gateway before. */
    readonly quiet: number
    /** Share of the time that the gateway waited for a processor, which others had: before, and during. */
    readonly waited: { readonly quiet: number; readonly during: number }
  }
  /** Errors in the gateway's log. */
  readonly errors: ReadonlyArray<string>
  /** Whether the gateway's process lived through it. */
  readonly survived: boolean
}

export interface HonestFigures {
  readonly name: string
  readonly quiet: Latency
  readonly during: Latency
  readonly after: Latency
  /** Why calls failed during it, and how often. */
  readonly failures: Readonly<Record<string, number>>
}

/** How a measure went. */
export interface Course {
  /** The most before the attacks. */
  readonly quiet: number
  /** The most while they went on. */
  readonly peak: number
  /** When it was back, or given up. */
  readonly after: number
  /** Seconds from their end until it was back; undefined when that was not seen. */
  readonly backSeconds: number | undefined
}
