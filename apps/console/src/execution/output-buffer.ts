import { AnsiReader, type Segment } from './ansi.ts'

export type Stream = 'stdout' | 'stderr'

/** One line as it is shown. A note is ours, not the program's. */
export interface Line {
  readonly stream: Stream | 'note'
  readonly segments: readonly Segment[]
  /** The program has not ended it (yet). */
  readonly open: boolean
}

/** Lines that are shown or thrown away together. */
export interface Block {
  readonly id: number
  /** Changes with every change of it. */
  readonly version: number
  readonly lines: readonly Line[]
}

const BLOCK_LINES = 100
const BLOCK_CHARACTERS = 8_000
/** How much of the end is shown: with the two above at most 2 400 lines or 192 000 characters. */
const BLOCKS = 24
/** A longer line goes on as another. */
const LINE_CHARACTERS = 2_000
/** What is kept for downloading, characters of both streams: more than any run may write. */
const KEPT_CHARACTERS = 64 * 1024 * 1024

interface Growing {
  id: number
  version: number
  lines: Line[]
  characters: number
}

/**
 * Everything a program wrote: whole, to be downloaded, and its last part, in lines, to be shown. Adding costs time in proportion to
 * what is added, whatever is there already.
 */
export class OutputBuffer {
  readonly #readers = { stdout: new AnsiReader(), stderr: new AnsiReader() }
  readonly #raw: Record<Stream, string[]> = { stdout: [], stderr: [] }
  #kept = 0
  #blocks: Growing[] = []
  #nextId = 1
  #dropped = 0
  #characters = 0

  /** Lines that are not shown any more. */
  get droppedLines(): number {
    return this.#dropped
  }

  get isEmpty(): boolean {
    return this.#characters === 0
  }

  /** Of both streams, as written. */
  get characters(): number {
    return this.#characters
  }

  append(stream: Stream, piece: string): void {
    if (piece === '') return
    this.#characters += piece.length
    if (this.#kept < KEPT_CHARACTERS) {
      this.#raw[stream].push(piece)
      this.#kept += piece.length
    }
    for (const segment of this.#readers[stream].read(piece)) this.#write(stream, segment)
  }

  /** A line of ours between those of the program. */
  note(text: string): void {
    this.#push({ stream: 'note', segments: [{ text, style: {} }], open: false })
  }

  /** What one stream wrote, or both, whole and untouched: the way it leaves for a file. */
  raw(stream: Stream): string[] {
    return this.#raw[stream]
  }

  /** What is shown, the oldest first. The same object for a block that has not changed. */
  blocks(): Block[] {
    return this.#blocks.map((block) => {
      const known = this.#snapshots.get(block.id)
      if (known?.version === block.version) return known
      const snapshot = { id: block.id, version: block.version, lines: [...block.lines] }
      this.#snapshots.set(block.id, snapshot)
      return snapshot
    })
  }
  readonly #snapshots = new Map<number, Block>()

  #write(stream: Stream, { text, style }: Segment): void {
    let from = 0
    while (from <= text.length) {
      const newline = text.indexOf('\n', from)
      const end = newline < 0 ? text.length : newline
      for (let at = from; at < end || at === from; at += LINE_CHARACTERS) {
        const part = text.slice(at, Math.min(at + LINE_CHARACTERS, end))
        if (part === '' && newline < 0) break
        const more = at + LINE_CHARACTERS < end
        this.#add(stream, { text: part, style }, newline >= 0 && !more)
        if (!more) break
      }
      if (newline < 0) return
      from = newline + 1
    }
  }

  /** Adds to the stream's open line, or begins one. */
  #add(stream: Stream, segment: Segment, ends: boolean): void {
    const block = this.#blocks.at(-1)
    const last = block?.lines.at(-1)
    if (block && last?.open && last.stream === stream && lengthOf(last) < LINE_CHARACTERS) {
      const segments = overwrite([...last.segments], segment)
      block.lines[block.lines.length - 1] = { stream, segments, open: !ends }
      block.version += 1
      block.characters += segment.text.length
      return
    }
    this.#push({ stream, segments: overwrite([], segment), open: !ends })
  }

  #push(line: Line): void {
    let block = this.#blocks.at(-1)
    if (!block || block.lines.length >= BLOCK_LINES || block.characters >= BLOCK_CHARACTERS) {
      block = { id: this.#nextId++, version: 0, lines: [], characters: 0 }
      this.#blocks.push(block)
      if (this.#blocks.length > BLOCKS) this.#drop()
    }
    block.lines.push(line)
    block.version += 1
    block.characters += lengthOf(line)
  }

  #drop(): void {
    const gone = this.#blocks.shift()
    if (!gone) return
    this.#dropped += gone.lines.length
    this.#snapshots.delete(gone.id)
  }
}

const lengthOf = ({ segments }: Line): number => segments.reduce((sum, { text }) => sum + text.length, 0)

/** A carriage return begins the line anew, as progress bars expect; one at its end belongs to the line's end. */
function overwrite(segments: Segment[], { text, style }: Segment): Segment[] {
  const ended = endsWithReturn(segments) && text !== '' ? [] : segments
  const at = text.replace(/\r+$/, '').lastIndexOf('\r')
  if (at < 0) return text === '' ? ended : [...ended, { text, style }]
  return [{ text: text.slice(at + 1), style }]
}

const endsWithReturn = (segments: readonly Segment[]): boolean =>
  segments.at(-1)?.text.endsWith('\r') ?? false
