import { encodeStdin, encodeStdinEnd } from './host-frames.ts'
import { maxHostPayloadBytes, ProtocolError, stdinWindowBytes } from './protocol.ts'

/**
 * Feeds the stdin of one phase without ever having more than the window on its way, so that cell init can go
 * on reading the frames behind it (a kill, say) while the program reads nothing.
 */
export class StdinPump {
  #send: (frame: Buffer) => void
  #queue: { bytes: Uint8Array; done: () => void }[] = []
  #onTheWayBytes = 0
  #ending = false
  #open: boolean
  #started = false

  constructor(open: boolean, send: (frame: Buffer) => void) {
    this.#open = open
    this.#send = send
  }

  /** RUN has been sent: stdin may follow. */
  start(): void {
    this.#started = true
    this.#pump()
  }

  write(bytes: Uint8Array): Promise<void> {
    if (!this.#open || this.#ending || bytes.length === 0) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#queue.push({ bytes, done: resolve })
    this.#pump()
    return promise
  }

  end(): void {
    this.#ending = true
    this.#pump()
  }

  taken(bytes: number): void {
    if (bytes === 0 || bytes > this.#onTheWayBytes)
      throw new ProtocolError('the cell took stdin it was not sent')
    this.#onTheWayBytes -= bytes
    this.#pump()
  }

  /** The phase is over; what was not sent never will be. */
  stop(): void {
    this.#open = false
    for (const { done } of this.#queue.splice(0)) done()
  }

  #pump(): void {
    if (!this.#started || !this.#open) return
    for (
      let first = this.#queue[0];
      first && this.#onTheWayBytes < stdinWindowBytes;
      first = this.#queue[0]
    ) {
      const part = first.bytes.subarray(
        0,
        Math.min(maxHostPayloadBytes, stdinWindowBytes - this.#onTheWayBytes),
      )
      for (const frame of encodeStdin(part)) this.#send(frame)
      this.#onTheWayBytes += part.length
      first.bytes = first.bytes.subarray(part.length)
      if (first.bytes.length > 0) continue
      this.#queue.shift()
      first.done()
    }
    if (!this.#ending || this.#queue.length > 0) return
    this.#open = false
    this.#send(encodeStdinEnd())
  }
}
