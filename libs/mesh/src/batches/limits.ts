/** What `Log.consume` hands to its handler at once, at most, and for how long it gathers unless asked otherwise. */
export interface BatchLimits {
  readonly events: number
  /** Of stored messages. One that is larger is handed over alone. */
  readonly bytes: number
  /** From the arrival of the first event, milliseconds. A full batch does not wait. */
  readonly gatherMs: number
}

export const BATCH: BatchLimits = { events: 64, bytes: 16 * 1024 * 1024, gatherMs: 60 }
