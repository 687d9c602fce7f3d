import { toBytes } from '../design/data/quantities.ts'
import { fromBase64 } from '../program/base64.ts'

type Stream = 'stdout' | 'stderr'

/** The fields of a phase that describe its stored output. */
export interface Kept extends Readonly<Record<Stream, string>> {
  readonly encoding: string
  readonly base64?: { readonly [S in Stream]?: string | undefined } | undefined
  readonly omitted?:
    | { readonly [S in Stream]?: { readonly at: number; readonly bytes: number } | undefined }
    | undefined
}

/** A part of the output, or a note about a gap between two parts. */
export type Piece = { readonly text: string } | { readonly gap: string }

/**
 * A phase's output on one stream as text, with the gap in its place. Bytes that are not text show as the replacement
 * character.
 */
export function piecesOf(phase: Kept, stream: Stream): Piece[] {
  const gap = phase.omitted?.[stream]
  // Results of earlier versions have bytes instead of text.
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

/** The same as one text, with the gap on a line of its own. */
export function textOf(phase: Kept, stream: Stream): string {
  return piecesOf(phase, stream)
    .map((piece) => ('text' in piece ? piece.text : `\n${piece.gap}\n`))
    .join('')
}

const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
