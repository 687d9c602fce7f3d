import type { CollectCaps } from './host-frames.ts'
import { type CollectEnd, type CollectedPiece, type CollectFrame, ProtocolError } from './protocol.ts'
import type { CellFile, Collected } from './session.ts'

/** The host's side of one COLLECT: what was asked, what has come, and whether the answer can be true. */
export class Collection {
  readonly #caps: CollectCaps
  readonly #settled = Promise.withResolvers<Collected>()
  readonly #files: CellFile[] = []
  #bytes = 0
  #lastPath = Buffer.alloc(0)
  /** The file that is on its way. */
  #open: { path: string; mode: number; pieces: Buffer[]; bytes: number } | undefined

  constructor(caps: CollectCaps) {
    this.#caps = caps
  }

  get ended(): Promise<Collected> {
    return this.#settled.promise
  }

  /** Throws ProtocolError at the first frame that goes beyond what was asked for or contradicts an earlier one. */
  take(frame: CollectFrame): void {
    if (frame.type === 'collected') this.#takePiece(frame)
    else this.#end(frame)
  }

  fail(error: Error): void {
    this.#settled.reject(error)
  }

  #takePiece({ path, mode, bytes, isLast }: CollectedPiece): void {
    const file = path === undefined ? this.#open : this.#begin(path, mode)
    if (file === undefined) throw new ProtocolError('a piece of no file')
    if (path === undefined && bytes.length === 0) throw new ProtocolError('an empty piece of a file')
    // Copied: a piece is a view of what the transport may be holding for others.
    file.pieces.push(Buffer.from(bytes))
    file.bytes += bytes.length
    this.#bytes += bytes.length
    if (file.bytes > this.#caps.maxFileBytes || this.#bytes > this.#caps.maxTotalBytes)
      throw new ProtocolError('collected files are larger than was asked for')
    this.#open = isLast ? undefined : file
    if (isLast) this.#files.push({ path: file.path, content: Buffer.concat(file.pieces), mode: file.mode })
  }

  /** Paths only ever go up, so none can come twice. */
  #begin(path: string, mode: number) {
    if (this.#open) throw new ProtocolError('a collected file was left unfinished')
    if (this.#files.length >= this.#caps.maxFiles) throw new ProtocolError('more files than were asked for')
    const bytes = Buffer.from(path)
    if (this.#lastPath.compare(bytes) >= 0) throw new ProtocolError('collected files out of order')
    this.#lastPath = bytes
    return { path, mode, pieces: [], bytes: 0 }
  }

  #end({ files, skipped, bytes }: CollectEnd): void {
    if (this.#open) throw new ProtocolError('a collected file was left unfinished')
    if (files !== this.#files.length || bytes !== this.#bytes)
      throw new ProtocolError(`${this.#files.length} files came, ${files} should have`)
    this.#settled.resolve({ files: this.#files, skipped })
  }
}
