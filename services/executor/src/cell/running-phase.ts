import { encodeKill, encodeResize, encodeSignal } from './host-frames.ts'
import type { KillReason, OutputStream, PhaseEnd, PhaseOptions, PhaseSpec, TerminalSize } from './phase.ts'
import { outputOverrunBytes, ProtocolError } from './protocol.ts'
import { StdinPump } from './stdin-pump.ts'

/** The host's side of one phase: the request, the output so far, and whether the cell's answer can be true. */
export class RunningPhase {
  readonly stdin: StdinPump
  readonly #spec: PhaseSpec
  readonly #options: PhaseOptions
  readonly #send: (frame: Buffer) => void
  readonly #settled = Promise.withResolvers<PhaseEnd>()
  readonly #received = { stdout: 0, stderr: 0 }
  readonly #kills = new Set<KillReason>()
  readonly #onAbort = () => this.kill('cancelled')
  #started = false
  /** Asked for before RUN was sent. */
  #resize: Buffer | undefined
  /** The same; each once, as the kernel keeps signals that wait. */
  readonly #signals = new Set<number>()

  constructor(spec: PhaseSpec, options: PhaseOptions, send: (frame: Buffer) => void) {
    this.#spec = spec
    this.#options = options
    this.#send = send
    this.stdin = new StdinPump(spec.stdin === 'open', send)
  }

  get ended(): Promise<PhaseEnd> {
    return this.#settled.promise
  }

  /** Sends RUN. Calls made while files were still on their way follow right behind it. */
  start(run: Buffer): void {
    this.#send(run)
    this.#started = true
    if (this.#resize) this.#send(this.#resize)
    for (const signal of this.#signals) this.#send(encodeSignal(signal))
    for (const reason of this.#kills) this.#send(encodeKill(reason))
    this.stdin.start()
    this.#options.signal?.addEventListener('abort', this.#onAbort)
    if (this.#options.signal?.aborted) this.kill('cancelled')
  }

  kill(reason: KillReason): void {
    this.#kills.add(reason)
    if (this.#started) this.#send(encodeKill(reason))
  }

  signal(signal: number): void {
    if (this.#started) this.#send(encodeSignal(signal))
    else this.#signals.add(signal)
  }

  /** Does nothing without a terminal; throws RangeError for a size that none can have. */
  resize(size: TerminalSize): void {
    const frame = encodeResize(size)
    if (this.#spec.terminal === undefined) return
    if (this.#started) this.#send(frame)
    else this.#resize = frame
  }

  /** Counts again what the cell should have counted: a cell that forwards too much is not to be believed. */
  output(stream: OutputStream, bytes: Uint8Array): void {
    if (!this.#started) throw new ProtocolError('output before the phase')
    this.#received[stream] += bytes.length
    if (this.#received[stream] > this.#allowed(stream)) throw new ProtocolError(`${stream} beyond its limit`)
    this.#options.onOutput(stream, bytes)
  }

  end(end: PhaseEnd): void {
    if (!this.#started) throw new ProtocolError('an end before the phase')
    this.#check(end)
    this.#release()
    this.#settled.resolve(end)
  }

  fail(error: Error): void {
    this.#release()
    this.#settled.reject(error)
  }

  #release(): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    this.stdin.stop()
  }

  /** A terminal is one stream. */
  #allowed(stream: OutputStream): number {
    if (this.#spec.terminal && stream === 'stderr') return 0
    return this.#spec.limits[`${stream}Bytes`] + outputOverrunBytes
  }

  #check(end: PhaseEnd): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const expected = Math.min(end[`${stream}Bytes`], this.#allowed(stream))
      if (this.#received[stream] !== expected)
        throw new ProtocolError(`${this.#received[stream]} bytes of ${stream} came, ${expected} should have`)
    }
    if (end.limit === 'killed' && !this.#kills.has('cancelled'))
      throw new ProtocolError('a phase was cancelled that nobody cancelled')
    if (end.limit === 'wall' && !this.#kills.has('wall') && end.wallMicros < this.#spec.limits.wallMs * 1000)
      throw new ProtocolError('a wall limit was reached before its time')
  }
}
