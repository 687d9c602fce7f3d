import { toBytes } from '../design/data/figures.ts'
import { fromBase64 } from '../program/base64.ts'

type Stream = 'stdout' | 'stderr'

/** What of a phase tells what was kept of its output. */
export interface Kept extends Readonly<Record<Stream, string>> {
  readonly encoding: string
  readonly base64?: { readonly [S in Stream]?: string | undefined } | undefined
  readonly omitted?:
    | { readonly [S in Stream]?: { readonly at: number; readonly bytes: number } | undefined }
    | undefined
}

/** A part of the output, or a word about what is left out between two. */
export type Piece = { readonly text: string } | { readonly gap: string }

/**
 * What a phase wrote to a stream, as text, with the gap where it is: bytes that are no text show as the replacement
 * character.
 */
export function piecesOf(phase: Kept, stream: Stream): Piece[] {
  const gap = phase.omitted?.[stream]
  // Results of earlier versions have bytes in the place of the text.
  if (gap === undefined)
    return [{ text: phase.encoding === 'base64' ? decode(fromBase64(phase[stream])) : phase[stream] }]
  const raw = phase.base64?.[stream]
  const bytes = raw === undefined ? new TextEncoder().encode(phase[stream]) : fromBase64(raw)
  return [
    { text: decode(bytes.subarray(0, gap.at)) },
    { gap: `… ${toBytes(gap.bytes)} omitted here …` },
    { text: decode(bytes.subarray(gap.at)) },
  ]
}

/** The same in one text, with the gap on a line of its own. */
export function textOf(phase: Kept, stream: Stream): string {
  return piecesOf(phase, stream)
    .map((piece) => ('text' in piece ? piece.text : `\n${piece.gap}\n`))
    .join('')
}

const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
