import type { AttackName } from './attacks.ts'
import type { Latency } from './latency.ts'
import type { Report } from './tally.ts'

/** The result of one round of attacks on the edge. */
export interface EdgeResult {
  /** The attacks that went on together. */
  readonly attackers: ReadonlyMap<AttackName, Report>
  /** How long the attacks went on, seconds. */
  readonly seconds: number
  readonly honest: ReadonlyArray<HonestResult>
  /** Answers to attackers and honest callers, by status and code. Answers that nobody read are not counted. */
  readonly answers: Readonly<Record<string, number>>
  /** Resident memory of the gateway, bytes. */
  readonly memory: Recovery
  /** Open files and sockets of the gateway. */
  readonly descriptors: Recovery & { readonly allowed: number }
  /** Concurrency slots of the account whose callers leave early; undefined without that attack. */
  readonly leases: Recovery | undefined
  /** Executions in the queue after the recovery, or when waiting for it was given up. */
  readonly queued: number
  /** Processors kept busy during the attacks; 1 is one whole processor. */
  readonly processors: {
    readonly gateway: number
    readonly attackers: number
    readonly everybody: number
    /** By the gateway before the attacks. */
    readonly quiet: number
    /** Share of the time that the gateway was runnable but had no processor, before and during the attacks. */
    readonly waited: { readonly quiet: number; readonly during: number }
  }
  /** Errors in the gateway's log. */
  readonly errors: ReadonlyArray<string>
  /** Whether the gateway's process survived. */
  readonly survived: boolean
}

export interface HonestResult {
  readonly name: string
  readonly quiet: Latency
  readonly during: Latency
  readonly after: Latency
  /** Why calls failed during the attacks, and how often. */
  readonly failures: Readonly<Record<string, number>>
}

/** How a measure rose during the attacks and recovered from them. */
export interface Recovery {
  /** The maximum before the attacks. */
  readonly quiet: number
  /** The maximum during the attacks. */
  readonly peak: number
  /** The value when it had recovered, or when waiting was given up. */
  readonly after: number
  /** Seconds from the end of the attacks to the recovery; undefined when it was not observed. */
  readonly recoverySeconds: number | undefined
}
