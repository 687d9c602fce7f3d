import { decodeCellFrame } from './cell-frames.ts'
import { type CellFrame, headerBytes, maxCellPayload, ProtocolError } from './protocol.ts'

/**
 * Cuts a stream from a cell into frames. Holds at most one unfinished frame, whatever is pushed.
 * After a ProtocolError it stays broken: there is no way to find the next frame in a lying stream.
 */
export class FrameParser {
  /** The unfinished frame; its header first, and room for all of it once the header is known. */
  #held = Buffer.allocUnsafeSlow(headerBytes)
  #heldBytes = 0
  #broken: ProtocolError | undefined;

  /** Yields every frame that `chunk` completes. The bytes of output frames may be views of `chunk`. */
  *push(chunk: Buffer): Generator<CellFrame> {
    if (this.#broken) throw this.#broken
    try {
      let rest = chunk
      while (rest.length > 0) {
        const whole = this.#heldBytes === 0 ? wholeFrame(rest) : undefined
        if (whole !== undefined) rest = rest.subarray(whole.length)
        else rest = rest.subarray(this.#hold(rest))
        const frame = whole ?? this.#takeHeld()
        if (frame) yield decodeCellFrame(frame.readUInt8(0), frame.subarray(headerBytes))
      }
    } catch (error) {
      if (error instanceof ProtocolError) this.#broken = error
      throw error
    }
  }

  /** Copies what still fits into the held frame and returns how much that was. */
  #hold(bytes: Buffer): number {
    const count = bytes.copy(this.#held, this.#heldBytes)
    this.#heldBytes += count
    return count
  }

  #takeHeld(): Buffer | undefined {
    if (this.#heldBytes < this.#held.length) return undefined
    const held = this.#held
    const size = headerBytes + payloadLength(held)
    if (held.length < size) {
      this.#held = Buffer.allocUnsafeSlow(size)
      held.copy(this.#held)
      return undefined
    }
    this.#held = Buffer.allocUnsafeSlow(headerBytes)
    this.#heldBytes = 0
    return held
  }
}

/** The frame that `bytes` begins with, when all of it is there: the usual case, which copies nothing. */
function wholeFrame(bytes: Buffer): Buffer | undefined {
  if (bytes.length < headerBytes) return undefined
  const size = headerBytes + payloadLength(bytes)
  return bytes.length < size ? undefined : bytes.subarray(0, size)
}

function payloadLength(header: Buffer): number {
  const length = header.readUInt32BE(1)
  if (length > maxCellPayload) throw new ProtocolError(`a frame of ${length} bytes is longer than allowed`)
  return length
}
