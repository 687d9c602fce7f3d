import type { ParseArgsOptionsConfig } from 'node:util'
import type { Progress } from './progress.ts'

/** A command of `./dev` as the command line knows it; what it does is loaded only when it runs. */
export interface CommandEntry {
  readonly summary: string
  /** What may follow the name, for people: `[service] [-f]`. */
  readonly usage: string
  readonly options: ParseArgsOptionsConfig
  /** How many words may follow the name. */
  readonly words: number
  /** What follows the name is looked through for mistakes, then goes to the tool behind it as it stands. */
  readonly passThrough?: boolean
  /** Works without npm packages. */
  readonly bare?: boolean
  readonly load: () => Promise<{ run(invocation: Invocation): Promise<number> }>
}

/** One run of a command. */
export interface Invocation {
  readonly words: ReadonlyArray<string>
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string>>
  readonly progress: Progress
}

/** A failure that people can act on: printed as one message, without a stack. */
export class PlainError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PlainError'
  }
}
