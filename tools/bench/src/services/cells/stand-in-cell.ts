import { Duplex } from 'node:stream'
import { ANSWER } from '../../ways/program.ts'

/** How long the program seems to run, milliseconds. */
export const PROGRAM_MS = 5

/** Frames of services/executor/cell/PROTOCOL.md that a Python hello needs. */
const RUN = 0x02
const EXIT = 0x07
const READY = 0x81
const STDOUT = 0x82
const ENDED = 0x84
const HEADER_BYTES = 5
const ENDED_BYTES = 51
/** In Docker's own framing, which is around each of ours. */
const DOCKER_HEADER_BYTES = 8
const DOCKER_STDOUT = 1

/** The connection to a container in which whatever is run prints hello after {@link PROGRAM_MS}. */
export class StandInCell extends Duplex {
  #received: Buffer = Buffer.alloc(0)

  constructor() {
    // As a socket does, it closes as a whole once the cell has left.
    super({ allowHalfOpen: false })
  }

  /** Cell init has started. */
  announce(protocolVersion: number): void {
    this.#say(READY, Buffer.from([protocolVersion >> 8, protocolVersion & 0xff, 1]))
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    for (;;) {
      if (this.#received.length < HEADER_BYTES) break
      const end = HEADER_BYTES + this.#received.readUInt32BE(1)
      if (this.#received.length < end) break
      this.#take(this.#received.readUInt8(0))
      this.#received = this.#received.subarray(end)
    }
    done()
  }

  #take(type: number): void {
    if (type === RUN) this.#run()
    else if (type === EXIT) this.push(null)
  }

  #run(): void {
    const startedAt = performance.now()
    setTimeout(() => {
      if (this.destroyed) return
      this.#say(STDOUT, Buffer.from(ANSWER))
      this.#say(ENDED, toEnded((performance.now() - startedAt) * 1_000))
    }, PROGRAM_MS)
  }

  #say(type: number, payload: Buffer): void {
    const frame = Buffer.alloc(DOCKER_HEADER_BYTES + HEADER_BYTES)
    frame.writeUInt8(DOCKER_STDOUT, 0)
    frame.writeUInt32BE(HEADER_BYTES + payload.length, 4)
    frame.writeUInt8(type, DOCKER_HEADER_BYTES)
    frame.writeUInt32BE(payload.length, DOCKER_HEADER_BYTES + 1)
    this.push(Buffer.concat([frame, payload]))
  }
}

/** Exited with 0. */
function toEnded(wallMicros: number): Buffer {
  const payload = Buffer.alloc(ENDED_BYTES)
  payload.writeBigUInt64BE(BigInt(Math.round(wallMicros)), 6)
  payload.writeBigUInt64BE(BigInt(ANSWER.length), 34)
  return payload
}
