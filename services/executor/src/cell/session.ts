// Speaks with one attached cell. Bytes from the cell are untrusted: the first thing that cell init would
// never say ends the session, and with it (its stdin closes) the cell.

import type { Readable, Writable } from 'node:stream'
import type { CellFile, CollectedFiles, CollectRequest } from './files.ts'
import { FrameParser } from './frame-parser.ts'
import * as frames from './host-frames.ts'
import type { KillReason, PhaseEnd, PhaseOptions, PhaseSpec } from './phase.ts'
import {
  type CellFrame,
  type CollectFrame,
  type FailureCode,
  type PhaseFrame,
  ProtocolError,
  protocolVersion,
} from './protocol.ts'
import { RunningCollection } from './running-collection.ts'
import { RunningPhase } from './running-phase.ts'

/** Both directions of an attached cell; `output` is the demultiplexed stdout of the container. */
export interface CellStream {
  readonly input: Writable
  readonly output: Readable
}

/**
 * One attached cell. Rejections are CellGone, CellFailure or ProtocolError, after which the cell is useless;
 * and RangeError for arguments that the protocol cannot carry, which leaves the cell as it was.
 */
export interface CellSession {
  /** Settles once cell init has announced itself; rejects when the stream closes first. */
  readonly ready: Promise<void>
  /** Resolves, never rejects, when the cell can no longer be reached, for any reason. */
  readonly closed: Promise<void>
  /** Resolves when the bytes are handed over. What the cell refuses rejects this call or the next one. */
  writeFile(file: CellFile): Promise<void>
  writeFiles(files: Iterable<CellFile>): Promise<void>
  /** Only one phase at a time; a second one needs the first to have settled. */
  runPhase(spec: PhaseSpec, options: PhaseOptions): Promise<PhaseEnd>
  /**
   * Takes files out of the work folder between two phases, ahead of the next request. A file that does not fit
   * a cap is left out as a whole. All of it is untrusted, names included.
   */
  collect(request: CollectRequest): Promise<CollectedFiles>
  /** Feeds the running phase. Resolves when sent, or when nobody is left to read it; never rejects. */
  writeStdin(bytes: Uint8Array): Promise<void>
  endStdin(): void
  /**
   * Sends a signal (1..64) to the foreground group of the running phase's terminal, else to the program's group. One
   * for a phase whose files are still on their way waits for it; without a phase it does nothing.
   */
  signal(signal: number): void
  /** Resizes the terminal of the running phase (1 to 1000 each); without one it does nothing. */
  resize(columns: number, rows: number): void
  /** Kills the running phase; without one it does nothing. */
  kill(reason: KillReason): void
  /** Tells the cell to end at once and closes its stdin. */
  exit(): void
}

/** The stream closed: the container is dead or its connection lost. */
export class CellGone extends Error {
  override readonly name = 'CellGone'
}

/** Cell init gave up. `file`: a path was refused or could not be written; anything else is a fault of ours. */
export class CellFailure extends Error {
  override readonly name = 'CellFailure'
  readonly code: FailureCode
  /** An errno name such as `ENOSPC`. */
  readonly error: string

  constructor(frame: { code: FailureCode; error: string; text: string }) {
    super(`${frame.text} (${frame.error})`)
    this.code = frame.code
    this.error = frame.error
  }
}

export function openSession(stream: CellStream): CellSession {
  return new Session(stream)
}

class Session implements CellSession {
  readonly ready: Promise<void>
  readonly closed: Promise<void>
  readonly #stream: CellStream
  readonly #parser = new FrameParser()
  readonly #announced = Promise.withResolvers<void>()
  readonly #over = Promise.withResolvers<void>()
  #isReady = false
  #phase: RunningPhase | undefined
  #collection: RunningCollection | undefined
  #failure: Error | undefined
  /** Files go out one after the other, and RUN behind them, in the order of the calls. */
  #outbox: Promise<void> = Promise.resolve()

  constructor(stream: CellStream) {
    this.#stream = stream
    this.ready = this.#announced.promise
    this.closed = this.#over.promise
    // A pooled cell may die before anyone asks whether it is ready.
    this.ready.catch(() => undefined)
    const gone = (cause?: unknown) => {
      if (!this.#failure) this.#fail(new CellGone('the stream of the cell is closed', { cause }))
    }
    stream.input.on('error', gone)
    stream.input.on('close', gone)
    stream.output.on('error', gone)
    stream.output.on('close', gone)
    stream.output.on('end', gone)
    stream.output.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  writeFile(file: CellFile): Promise<void> {
    return this.#enqueue(async () => {
      for (const frame of frames.encodeFile(file.path, file.content, file.mode ?? 0o644)) {
        if (this.#send(frame)) continue
        await this.#drained()
      }
    })
  }

  async writeFiles(files: Iterable<CellFile>): Promise<void> {
    await Promise.all(Array.from(files, (file) => this.writeFile(file)))
  }

  async runPhase(spec: PhaseSpec, options: PhaseOptions): Promise<PhaseEnd> {
    options.signal?.throwIfAborted()
    if (this.#failure) throw this.#failure
    if (this.#phase) throw new Error('the cell already runs a phase')
    const run = frames.encodeRun(spec)
    const phase = new RunningPhase(spec, options, (frame) => this.#send(frame))
    this.#phase = phase
    this.#enqueue(async () => phase.start(run)).catch((error: Error) => phase.fail(error))
    try {
      return await phase.ended
    } finally {
      if (this.#phase === phase) this.#phase = undefined
    }
  }

  async collect(request: CollectRequest): Promise<CollectedFiles> {
    const { signal } = request
    signal?.throwIfAborted()
    if (this.#phase) throw new Error('the cell runs a phase')
    const frame = frames.encodeCollect(request.patterns, request)
    const onAbort = () => this.#fail(toError(signal?.reason))
    signal?.addEventListener('abort', onAbort)
    try {
      return await this.#enqueue(() => {
        this.#collection = new RunningCollection(request)
        this.#send(frame)
        return this.#collection.ended
      })
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  async writeStdin(bytes: Uint8Array): Promise<void> {
    await this.#phase?.stdin.write(bytes)
  }

  endStdin(): void {
    this.#phase?.stdin.end()
  }

  signal(signal: number): void {
    if (!Number.isInteger(signal) || signal < 1 || signal > 64) throw new RangeError(`no signal ${signal}`)
    this.#phase?.signal(signal)
  }

  resize(columns: number, rows: number): void {
    this.#phase?.resize({ columns, rows })
  }

  kill(reason: KillReason): void {
    this.#phase?.kill(reason)
  }

  exit(): void {
    if (this.#failure) return
    this.#stream.input.end(frames.encodeExit())
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#outbox.then(() => {
      if (this.#failure) throw this.#failure
      return work()
    })
    // The next in line does not care why this one failed: if the cell is broken it will find out itself.
    this.#outbox = mine.then(
      () => undefined,
      () => undefined,
    )
    return mine
  }

  /** Returns false when the transport wants a pause. */
  #send(frame: Buffer): boolean {
    const { input } = this.#stream
    if (this.#failure !== undefined || input.writableEnded) return true
    // What is said at once leaves in one write: the engine and its shim forward each write by itself.
    if (input.writableCorked === 0) {
      input.cork()
      process.nextTick(() => input.uncork())
    }
    return input.write(frame)
  }

  async #drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#stream.input.once('drain', resolve)
    await Promise.race([promise, this.closed])
    this.#stream.input.off('drain', resolve)
    if (this.#failure) throw this.#failure
  }

  #receive(chunk: Buffer): void {
    if (this.#failure) return
    try {
      for (const frame of this.#parser.push(chunk)) this.#take(frame)
    } catch (error) {
      this.#fail(toError(error))
    }
  }

  #take(frame: CellFrame): void {
    if (frame.type === 'error') throw new CellFailure(frame)
    if (frame.type === 'ready') this.#greet(frame.version)
    else if (frame.type === 'collected' || frame.type === 'collectEnded' || frame.type === 'leftOut')
      this.#takeCollected(frame)
    else if (this.#phase) this.#takeFor(this.#phase, frame)
    else throw new ProtocolError(`${frame.type} while no phase runs`)
  }

  #takeCollected(frame: CollectFrame): void {
    if (!this.#collection) throw new ProtocolError(`${frame.type} while nothing is collected`)
    this.#collection.take(frame)
    if (frame.type === 'collectEnded') this.#collection = undefined
  }

  #takeFor(phase: RunningPhase, frame: PhaseFrame): void {
    switch (frame.type) {
      case 'stdout':
      case 'stderr':
        phase.output(frame.type, frame.bytes)
        break
      case 'stdinTaken':
        phase.stdin.taken(frame.bytes)
        break
      case 'ended':
        phase.end(frame.end)
        // The rest of this chunk belongs to no phase.
        this.#phase = undefined
    }
  }

  #greet(version: number): void {
    if (this.#isReady) throw new ProtocolError('a second READY')
    if (version !== protocolVersion) throw new ProtocolError(toVersionText(version))
    this.#isReady = true
    this.#announced.resolve()
  }

  #fail(error: Error): void {
    if (this.#failure) return
    this.#failure = error
    this.#announced.reject(error)
    this.#phase?.fail(error)
    this.#collection?.fail(error)
    this.#over.resolve()
    // Closing its stdin ends the cell. The listener stays, so that what still comes is drained and stalls nobody.
    this.#stream.input.destroy()
  }
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('not an error was thrown', { cause: thrown })
}

/** Init comes with an image, so an image that was built before this executor brings an older one. */
function toVersionText(version: number): string {
  return `cell init speaks version ${version} of the protocol, and this executor ${protocolVersion}: build the images again`
}
