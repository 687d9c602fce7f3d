import type { CellSession } from '../cell/session.ts'

/**
 * The way into a running execution from outside: input, signals, the size of its terminal, and word that somebody watches. What comes
 * before the program has begun waits for it; what comes after it has ended finds nobody.
 */
export interface Control extends Disposable {
  /** Resolves when there is room for more. Rejects with {@link StdinClosed} when nobody reads. Chunks keep their order. */
  write(bytes: Uint8Array, end: boolean): Promise<void>
  signal(signal: number): Promise<void>
  /** Rejects with {@link NoTerminal} when the run has none. */
  resize(columns: number, rows: number): Promise<void>
  attend(): void
  /** The program runs from now on, until the result is disposed. */
  begin(running: RunningProgram): Disposable
}

export interface RunningProgram {
  readonly session: Pick<CellSession, 'writeStdin' | 'endStdin' | 'signal' | 'resize'>
  readonly stdinOpen: boolean
  readonly terminal: boolean
  /** Somebody wrote something: it is not idle. */
  readonly onInput: () => void
}

/** The run takes no input, or not any more. */
export class StdinClosed extends Error {
  override readonly name = 'StdinClosed'
}

export class NoTerminal extends Error {
  override readonly name = 'NoTerminal'
}

export function createControl(onAttend: () => void = () => undefined): Control {
  const begun = Promise.withResolvers<void>()
  let running: RunningProgram | undefined
  let inputEnded = false

  return {
    async write(bytes, end) {
      await begun.promise
      if (!running?.stdinOpen || inputEnded) throw new StdinClosed()
      if (end) inputEnded = true
      running.onInput()
      const { session } = running
      const written = session.writeStdin(bytes)
      // Behind the bytes in the same queue, so nothing is waited for in between.
      if (end) session.endStdin()
      await written
    },
    async signal(signal) {
      await begun.promise
      running?.session.signal(signal)
    },
    async resize(columns, rows) {
      await begun.promise
      if (!running?.terminal) throw new NoTerminal()
      running.session.resize(columns, rows)
    },
    attend: onAttend,
    begin(program) {
      running = program
      begun.resolve()
      return {
        [Symbol.dispose]() {
          running = undefined
        },
      }
    },
    [Symbol.dispose]() {
      running = undefined
      begun.resolve()
    },
  }
}
