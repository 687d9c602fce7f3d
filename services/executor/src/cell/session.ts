import type { Readable, Writable } from 'node:stream'
import type { KillReason, OutputStream, PhaseEnd, PhaseSpec } from './phase.ts'

/** Both directions of an attached cell; `output` is the demultiplexed stdout of the container. */
export interface CellStream {
  readonly input: Writable
  readonly output: Readable
}

export interface CellFile {
  /** Relative to the work folder, `/` between folders, which are created. */
  readonly path: string
  readonly content: Uint8Array
  /** Permission bits, 0o644 by default. */
  readonly mode?: number
}

export interface PhaseOptions {
  /** Called for every piece of output in order, never after the phase has ended. */
  readonly onOutput: (stream: OutputStream, bytes: Uint8Array) => void
  /** Aborting kills the phase as `cancelled`; the promise still settles with what the cell reports. */
  readonly signal?: AbortSignal
}

/** One attached cell. Every rejection is a CellGone, a CellFailure or a ProtocolError. */
export interface CellSession {
  /** Settles once cell init has announced itself; rejects when the stream closes first. */
  readonly ready: Promise<void>
  /** Resolves, never rejects, when the cell's stream is over for whatever reason. */
  readonly closed: Promise<void>
  /** Resolves when the bytes are handed over; a refusal by the cell rejects the phase that follows. */
  writeFile(file: CellFile): Promise<void>
  writeFiles(files: Iterable<CellFile>): Promise<void>
  /** Only one phase at a time; a second one needs the first to have settled. */
  runPhase(spec: PhaseSpec, options: PhaseOptions): Promise<PhaseEnd>
  /** Feeds the running phase. Resolves when sent, or when nobody is left to read it; never rejects. */
  writeStdin(bytes: Uint8Array): Promise<void>
  endStdin(): void
  /** Sends a signal (1..64) to the process group of the running phase. */
  signal(signal: number): void
  /** Kills the running phase; without one it does nothing. */
  kill(reason: KillReason): void
  /** Tells the cell to end at once and closes its stdin. */
  exit(): void
}

/** The stream closed: the container is dead or its connection lost. */
export class CellGone extends Error {
  override readonly name = 'CellGone'
}

export declare function openSession(stream: CellStream): CellSession
