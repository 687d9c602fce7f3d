import { countUnfinished, toText } from './utf8.ts'

/** A piece of a stream as an event carries it. */
export type TextPiece = { readonly text: string } | { readonly base64: string }

/** Turns a stream's chunks into text across their borders: a character cut by a border waits for its rest. */
export interface TextStream {
  /** The piece that is complete now; undefined while there is only the beginning of a character. */
  push(bytes: Uint8Array): TextPiece | undefined
  /** What was still waiting when the stream ended. */
  end(): TextPiece | undefined
}

export function createTextStream(): TextStream {
  let waiting: Uint8Array = new Uint8Array(0)
  return {
    push(bytes) {
      const joined = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes])
      const unfinished = countUnfinished(joined)
      // A copy: the slice would keep the whole read alive until the next one.
      waiting = Uint8Array.from(joined.subarray(joined.length - unfinished))
      return toPiece(joined.subarray(0, joined.length - unfinished))
    },
    end() {
      const rest = waiting
      waiting = new Uint8Array(0)
      return toPiece(rest)
    },
  }
}

function toPiece(bytes: Uint8Array): TextPiece | undefined {
  if (bytes.length === 0) return undefined
  const text = toText(bytes)
  return text === undefined ? { base64: Buffer.from(bytes).toString('base64') } : { text }
}
