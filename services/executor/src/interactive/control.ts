import type { TerminalSize } from '../cell/phase.ts'
import type { CellSession } from '../cell/session.ts'

/**
 * The way into a running execution from outside: input, signals, the size of its terminal, and word that somebody
 * watches. What comes before the program has begun is taken and waits for it, also while it is still compiled; what
 * comes after it has ended finds nobody.
 */
export interface Control extends Disposable {
  /**
   * Resolves when there is room for more. Rejects with {@link StdinClosed} when nobody reads. Chunks keep their order.
   */
  write(bytes: Uint8Array, end: boolean): Promise<void>
  /** Resolves when it is taken. */
  signal(signal: number): Promise<void>
  /**
   * Resolves when it is taken; of those before the program has begun the last one counts. Rejects with {@link
   * NoTerminal} when the run has none.
   */
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

/** What the run will accept: known before it begins. */
export interface ControlOptions {
  readonly stdinOpen: boolean
  readonly terminal: boolean
}

/** Input that is taken at once although nobody reads it yet; what is more waits for the program. */
const EARLY_BYTES = 1024 * 1024

export function createControl(
  onAttend: () => void = () => undefined,
  options: ControlOptions = { stdinOpen: true, terminal: true },
): Control {
  const early = createEarly()
  let running: RunningProgram | undefined
  let isOver = false
  let inputEnded = false

  async function deliver(bytes: Uint8Array, end: boolean): Promise<void> {
    if (!running?.stdinOpen) throw new StdinClosed()
    running.onInput()
    const { session } = running
    const written = session.writeStdin(bytes)
    // Behind the bytes in the same queue, so nothing is waited for in between.
    if (end) session.endStdin()
    await written
  }
  return {
    async write(bytes, end) {
      if (!options.stdinOpen || inputEnded || isOver) throw new StdinClosed()
      if (end) inputEnded = true
      if (running) return await deliver(bytes, end)
      await early.write(bytes.length, () => deliver(bytes, end))
    },
    async signal(signal) {
      if (running) running.session.signal(signal)
      else early.signals.add(signal)
    },
    async resize(columns, rows) {
      if (!options.terminal || isOver || running?.terminal === false) throw new NoTerminal()
      if (running) running.session.resize(columns, rows)
      else early.size = { columns, rows }
    },
    attend: onAttend,
    begin(program) {
      running = program
      const { session } = program
      if (early.size && program.terminal) session.resize(early.size.columns, early.size.rows)
      for (const signal of early.signals) session.signal(signal)
      early.release()
      return {
        [Symbol.dispose]() {
          running = undefined
          isOver = true
        },
      }
    },
    [Symbol.dispose]() {
      running = undefined
      isOver = true
      early.release()
    },
  }
}

/** What came before the program has begun. Each signal once, as the kernel keeps signals that wait; the last size. */
function createEarly() {
  const writes: (() => Promise<void>)[] = []
  let waitingBytes = 0
  return {
    signals: new Set<number>(),
    size: undefined as TerminalSize | undefined,
    /** Resolves at once while there is room, else when it was handed over. */
    async write(bytes: number, deliver: () => Promise<void>): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      writes.push(() => deliver().then(resolve, reject))
      waitingBytes += bytes
      if (waitingBytes > EARLY_BYTES) return await promise
      // It was taken: a program that ends before it reads has not read it, as with any pipe.
      promise.catch(() => undefined)
    },
    /** Hands over what was written, in order. */
    release(): void {
      for (const write of writes.splice(0)) void write()
    },
  }
}
