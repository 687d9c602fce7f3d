import { kindOf, QUESTIONS, type SeenMessage } from './message-kind.ts'

/** The question of the counter itself. */
const OWN = '$JS.API.STREAM.LIST'

/** Counts messages by kind. `streams`: as of {@link kindOf}. */
export class MessageTally {
  readonly #streams: ReadonlyArray<string>
  readonly #counts = new Map<string, number>()
  /** Where answers go that are not counted as replies. */
  readonly #uncounted = new Set<string>()

  constructor(streams: ReadonlyArray<string>) {
    this.#streams = streams
  }

  add(message: SeenMessage): void {
    const { subject, reply } = message
    if (this.#uncounted.delete(subject)) return
    const kind = subject === OWN ? undefined : kindOf(message, this.#streams)
    if ((subject === OWN || kind === QUESTIONS) && reply !== undefined) this.#uncounted.add(reply)
    if (kind !== undefined) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
  }

  /** So far. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}
