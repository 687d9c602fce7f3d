import { AnsiReader, type Segment, type Style } from './ansi.ts'

export type Stream = 'stdout' | 'stderr'

/** One displayed line. A note comes from the console, not from the program. */
export interface Line {
  readonly stream: Stream | 'note'
  readonly segments: readonly Segment[]
  /** The program has not ended the line (yet). */
  readonly open: boolean
}

/** Lines that are shown or dropped together. */
export interface Block {
  readonly id: number
  /** Changes whenever the block changes. */
  readonly version: number
  readonly lines: readonly Line[]
}

const BLOCK_LINES = 100
const BLOCK_CHARACTERS = 8_000
/** How many blocks are shown: with the two limits above at most 2 400 lines or 192 000 characters. */
const BLOCKS = 24
/** The rendering cost of a colour change, in characters. */
const SEGMENT_COST = 40
/** A longer line is split. */
const LINE_CHARACTERS = 2_000
/** The most that is kept for downloading, characters of both streams: more than any run may write. */
const KEPT_CHARACTERS = 64 * 1024 * 1024

/** A line that may still grow. It grows in place, so that a long line costs no more than its length. */
interface GrowingLine {
  readonly stream: Line['stream']
  segments: Segment[]
  open: boolean
  characters: number
}

interface Growing {
  id: number
  version: number
  lines: GrowingLine[]
  cost: number
}

/**
 * The output of a program: all of it for downloading, and the last part in lines for display. Adding takes time
 * proportional to what is added, not to what is already there.
 */
export class OutputBuffer {
  readonly #readers = { stdout: new AnsiReader(), stderr: new AnsiReader() }
  readonly #raw: Record<Stream, string[]> = { stdout: [], stderr: [] }
  #kept = 0
  #blocks: Growing[] = []
  #nextId = 1
  #dropped = 0
  #characters = 0

  /** The number of lines that are no longer shown. */
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

  /** Adds a note between the lines of the program. */
  note(text: string): void {
    this.#push({ stream: 'note', segments: [{ text, style: {} }], open: false, characters: text.length })
  }

  /** The complete, unchanged output of one stream or both, for a file. */
  raw(stream: Stream): string[] {
    return this.#raw[stream]
  }

  /** The displayed blocks, the oldest first. An unchanged block is the same object. */
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

  /** Adds to the stream's open line, or starts one. */
  #add(stream: Stream, segment: Segment, ends: boolean): void {
    const last = this.#blocks.at(-1)?.lines.at(-1)
    const goesOn = last?.open && last.stream === stream && last.characters < LINE_CHARACTERS
    const line = goesOn ? last : this.#push({ stream, segments: [], open: true, characters: 0 })
    line.open = !ends
    this.#grow(line, segment)
  }

  #push(line: GrowingLine): GrowingLine {
    let block = this.#blocks.at(-1)
    if (!block || block.lines.length >= BLOCK_LINES || block.cost >= BLOCK_CHARACTERS) {
      block = { id: this.#nextId++, version: 0, lines: [], cost: 0 }
      this.#blocks.push(block)
      if (this.#blocks.length > BLOCKS) this.#drop()
    }
    block.lines.push(line)
    block.version += 1
    return line
  }

  /** The line is the newest one, at the end of the last block. */
  #grow(line: GrowingLine, segment: Segment): void {
    const block = this.#blocks.at(-1)
    const before = line.segments.length
    write(line, segment)
    line.characters += segment.text.length
    if (!block) return
    block.version += 1
    block.cost += segment.text.length + Math.max(0, line.segments.length - before) * SEGMENT_COST
  }

  #drop(): void {
    const gone = this.#blocks.shift()
    if (!gone) return
    this.#dropped += gone.lines.length
    this.#snapshots.delete(gone.id)
  }
}

/** A carriage return restarts the line, as progress bars expect; one at the end belongs to the line break. */
function write(line: GrowingLine, { text, style }: Segment): void {
  if (text === '') return
  if (line.segments.at(-1)?.text.endsWith('\r')) line.segments = []
  const at = text.replace(/\r+$/, '').lastIndexOf('\r')
  if (at >= 0) line.segments = [{ text: text.slice(at + 1), style }]
  else append(line.segments, { text, style })
}

/** Adjacent text of the same style is one segment, however it arrived. */
function append(segments: Segment[], segment: Segment): void {
  const last = segments.at(-1)
  if (last && isSame(last.style, segment.style)) {
    segments[segments.length - 1] = { text: last.text + segment.text, style: last.style }
  } else segments.push(segment)
}

const LOOKS = ['color', 'background', 'bold', 'faint', 'italic', 'underline', 'inverse'] as const

function isSame(a: Style, b: Style): boolean {
  return a === b || LOOKS.every((look) => (a[look] || undefined) === (b[look] || undefined))
}
