import { decodeCellFrame } from './cell-frames.ts'
import { type CellFrame, headerBytes, maxCellPayloadBytes, ProtocolError } from './protocol.ts'

/**
 * Cuts a stream from a cell into frames. Keeps at most one unfinished frame.
 * After a ProtocolError it stays broken: there is no way to find the next frame in a lying stream.
 */
export class FrameParser {
  /** The unfinished frame; its header first, and room for all of it once the header is known. */
  #pending = Buffer.allocUnsafeSlow(headerBytes)
  #pendingBytes = 0
  #broken: ProtocolError | undefined;

  /** Yields every frame that `chunk` completes. The bytes of output frames may be views of `chunk`. */
  *push(chunk: Buffer): Generator<CellFrame> {
    if (this.#broken) throw this.#broken
    try {
      let rest = chunk
      while (rest.length > 0) {
        const whole = this.#pendingBytes === 0 ? wholeFrame(rest) : undefined
        if (whole !== undefined) rest = rest.subarray(whole.length)
        else rest = rest.subarray(this.#hold(rest))
        const frame = whole ?? this.#takePending()
        if (frame) yield decodeCellFrame(frame.readUInt8(0), frame.subarray(headerBytes))
      }
    } catch (error) {
      if (error instanceof ProtocolError) this.#broken = error
      throw error
    }
  }

  /** Copies what still fits into the pending frame and returns how much that was. */
  #hold(bytes: Buffer): number {
    const count = bytes.copy(this.#pending, this.#pendingBytes)
    this.#pendingBytes += count
    return count
  }

  #takePending(): Buffer | undefined {
    if (this.#pendingBytes < this.#pending.length) return undefined
    const pending = this.#pending
    const frameBytes = headerBytes + payloadLength(pending)
    if (pending.length < frameBytes) {
      this.#pending = Buffer.allocUnsafeSlow(frameBytes)
      pending.copy(this.#pending)
      return undefined
    }
    this.#pending = Buffer.allocUnsafeSlow(headerBytes)
    this.#pendingBytes = 0
    return pending
  }
}

/** The frame that `bytes` begins with, when all of it is there: the usual case, which copies nothing. */
function wholeFrame(bytes: Buffer): Buffer | undefined {
  if (bytes.length < headerBytes) return undefined
  const frameBytes = headerBytes + payloadLength(bytes)
  return bytes.length < frameBytes ? undefined : bytes.subarray(0, frameBytes)
}

function payloadLength(header: Buffer): number {
  const length = header.readUInt32BE(1)
  if (length > maxCellPayloadBytes)
    throw new ProtocolError(`a frame of ${length} bytes is longer than allowed`)
  return length
}
