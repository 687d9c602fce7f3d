import type { CollectCaps } from './host-frames.ts'
import {
  type CollectEnd,
  type CollectedPiece,
  type CollectFrame,
  type LeftOut,
  maxLeftOut,
  ProtocolError,
} from './protocol.ts'
import type { CellFile } from './session.ts'

export interface Collected {
  /** Regular files, sorted by the bytes of their paths. */
  readonly files: CellFile[]
  /** Files left out because of a cap or because they have no valid path or cannot be read, and folders not entered. */
  readonly skipped: number
  /** The first of those files whose path can be told, sorted like the others. */
  readonly leftOut: LeftOut[]
  /** For each pattern whether it meant any file, also one that was left out. */
  readonly matched: boolean[]
}

/** The host's side of one COLLECT: what was asked, what has come, and whether the answer can be true. */
export class Collection {
  readonly #caps: CollectCaps & { readonly patterns: readonly string[] }
  readonly #settled = Promise.withResolvers<Collected>()
  readonly #files: CellFile[] = []
  readonly #leftOut: LeftOut[] = []
  #bytes = 0
  #lastPath = Buffer.alloc(0)
  /** The file that is on its way. */
  #open: { path: string; mode: number; pieces: Buffer[]; bytes: number } | undefined

  constructor(caps: CollectCaps & { readonly patterns: readonly string[] }) {
    this.#caps = caps
  }

  get ended(): Promise<Collected> {
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
    if (file.bytes > this.#caps.maxFileBytes || this.#bytes > this.#caps.maxTotalBytes)
      throw new ProtocolError('collected files are larger than was asked for')
    this.#open = isLast ? undefined : file
    if (isLast) this.#files.push({ path: file.path, content: Buffer.concat(file.pieces), mode: file.mode })
  }

  /** Paths only ever go up, so none can come twice. */
  #begin(path: string, mode: number) {
    if (this.#files.length >= this.#caps.maxFiles) throw new ProtocolError('more files than were asked for')
    this.#advance(path)
    return { path, mode, pieces: [], bytes: 0 }
  }

  #leaveOut({ path, size, reason }: LeftOut): void {
    if (this.#leftOut.length >= maxLeftOut)
      throw new ProtocolError('too many files left out are told by name')
    this.#advance(path)
    this.#leftOut.push({ path, size, reason })
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
    const { patterns } = this.#caps
    if (matched >> BigInt(patterns.length)) throw new ProtocolError('a pattern matched that nobody sent')
    this.#settled.resolve({
      files: this.#files,
      skipped,
      leftOut: this.#leftOut,
      matched: patterns.map((_, n) => ((matched >> BigInt(n)) & 1n) === 1n),
    })
  }
}
