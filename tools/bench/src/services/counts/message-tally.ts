import { kindOf } from './message-kind.ts'

/** Counts messages by kind. `streams`: as of {@link kindOf}. */
export class MessageTally {
  readonly #streams: ReadonlyArray<string>
  readonly #counts = new Map<string, number>()

  constructor(streams: ReadonlyArray<string>) {
    this.#streams = streams
  }

  add(subject: string): void {
    const kind = kindOf(subject, this.#streams)
    if (kind !== undefined) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
  }

  /** So far. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}
