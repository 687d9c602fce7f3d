/** What one process of the simulation is, until it is killed. */
export interface Part {
  /** Counts since it opened, and samples since the last time it was asked. */
  read(): Reading
}

export interface Reading {
  readonly counts: Readonly<Record<string, number>>
  /** Milliseconds, by name. */
  readonly samples: Readonly<Record<string, ReadonlyArray<number>>>
}

/** The same with what the process itself has used. */
export type PartReading = Reading & {
  /** Of the whole process since it began, user and system, milliseconds. */
  readonly cpuMs: number
}
