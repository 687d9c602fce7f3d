import { Readable } from 'node:stream'

/**
 * Docker sends a container's stdout and stderr down one connection, in frames: one byte says which, three are zero,
 * four are the length. This takes them apart without copying, and does not read on while nobody takes the output.
 */

const HEADER_BYTES = 8
const STDOUT = 1
const STDERR = 2
/** The engine copies in pieces of 32 KiB; far more than that is not the engine speaking. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024

/** stdout as a stream of its own. It fails when the framing is broken; `onStderr` gets the rest. */
export function demux(source: Readable, onStderr: (bytes: Buffer) => void): Readable {
  const output = new Readable({
    read: () => source.resume(),
    destroy: (error, done) => {
      source.destroy()
      done(error)
    },
  })
  const take = createFrameReader((kind, bytes) => {
    if (kind === STDERR) onStderr(bytes)
    else if (!output.push(bytes)) source.pause()
  })
  source.on('data', (chunk: Buffer) => {
    const problem = take(chunk)
    if (problem !== undefined) output.destroy(new Error(problem))
  })
  source.once('end', () => output.push(null))
  source.once('error', (error) => output.destroy(error))
  source.once('close', () => output.push(null))
  return output
}

/** Gives the payloads in order, in pieces as they come; returns what is wrong when it is not the engine's framing. */
export function createFrameReader(onBytes: (kind: number, bytes: Buffer) => void) {
  const header = Buffer.alloc(HEADER_BYTES)
  let headerBytes = 0
  let left = 0
  let kind = 0
  return (chunk: Buffer): string | undefined => {
    let at = 0
    while (at < chunk.length) {
      if (left > 0) {
        const piece = chunk.subarray(at, at + left)
        at += piece.length
        left -= piece.length
        onBytes(kind, piece)
        continue
      }
      const copied = chunk.copy(header, headerBytes, at, at + HEADER_BYTES - headerBytes)
      at += copied
      headerBytes += copied
      if (headerBytes < HEADER_BYTES) break
      headerBytes = 0
      kind = header[0] ?? 0
      left = header.readUInt32BE(4)
      if ((kind !== STDOUT && kind !== STDERR) || left > MAX_FRAME_BYTES)
        return 'the engine broke its framing'
    }
    return undefined
  }
}
