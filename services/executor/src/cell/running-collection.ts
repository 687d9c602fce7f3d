import type { CellFile, CollectedFiles, CollectRequest } from './files.ts'
import {
  type CollectEnd,
  type CollectedPiece,
  type CollectFrame,
  type LeftOut,
  maxLeftOut,
  ProtocolError,
} from './protocol.ts'

/** The host's side of one COLLECT: the request, the files so far, and whether the cell's answer can be true. */
export class RunningCollection {
  readonly #request: CollectRequest
  readonly #settled = Promise.withResolvers<CollectedFiles>()
  readonly #files: CellFile[] = []
  readonly #leftOut: LeftOut[] = []
  #bytes = 0
  #lastPath = Buffer.alloc(0)
  /** The file that is on its way. */
  #open: { path: string; mode: number; pieces: Buffer[]; bytes: number } | undefined

  constructor(request: CollectRequest) {
    this.#request = request
  }

  get ended(): Promise<CollectedFiles> {
    return this.#settled.promise
  }

  /** Throws ProtocolError at the first frame that goes beyond what was asked for or contradicts an earlier one. */
  take(frame: CollectFrame): void {
    if (frame.type === 'collected') this.#takePiece(frame)
    else if (frame.type === 'leftOut') this.#leaveOut(frame)
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
    if (file.bytes > this.#request.maxFileBytes || this.#bytes > this.#request.maxTotalBytes)
      throw new ProtocolError('collected files are larger than was asked for')
    this.#open = isLast ? undefined : file
    if (isLast) this.#files.push({ path: file.path, content: Buffer.concat(file.pieces), mode: file.mode })
  }

  /** Paths only ever go up, so none can come twice. */
  #begin(path: string, mode: number) {
    if (this.#files.length >= this.#request.maxFiles)
      throw new ProtocolError('more files than were asked for')
    this.#advance(path)
    return { path, mode, pieces: [], bytes: 0 }
  }

  #leaveOut({ path, sizeBytes, reason }: LeftOut): void {
    if (this.#leftOut.length >= maxLeftOut)
      throw new ProtocolError('too many files left out are told by name')
    this.#advance(path)
    this.#leftOut.push({ path, sizeBytes, reason })
  }

  #advance(path: string): void {
    if (this.#open) throw new ProtocolError('a collected file was left unfinished')
    const bytes = Buffer.from(path)
    if (this.#lastPath.compare(bytes) >= 0) throw new ProtocolError('collected files out of order')
    this.#lastPath = bytes
  }

  #end({ files, skipped, bytes, matched }: CollectEnd): void {
    if (this.#open) throw new ProtocolError('a collected file was left unfinished')
    if (files !== this.#files.length || bytes !== this.#bytes)
      throw new ProtocolError(`${this.#files.length} files came, ${files} should have`)
    if (skipped < this.#leftOut.length) throw new ProtocolError('more files were left out than are counted')
    const { patterns } = this.#request
    if (matched >> BigInt(patterns.length)) throw new ProtocolError('a pattern matched that nobody sent')
    this.#settled.resolve({
      files: this.#files,
      skipped,
      leftOut: this.#leftOut,
      matched: patterns.map((_, n) => ((matched >> BigInt(n)) & 1n) === 1n),
    })
  }
}
