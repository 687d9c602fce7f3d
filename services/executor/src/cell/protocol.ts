// The frames between an executor and cell init; services/executor/cell/PROTOCOL.md is the authority.
// `host-frames.ts` makes those to the cell, `cell-frames.ts` understands those from it.

import type { PhaseEnd } from './phase.ts'

export const protocolVersion = 3
export const headerBytes = 5
/** Longest payload of a frame to the cell; a RUN with more arguments than fit is refused before it is sent. */
export const maxHostPayloadBytes = 256 * 1024
/** Longest payload of a frame from the cell: one chunk of output or of a file. */
export const maxCellPayloadBytes = 64 * 1024
/** Stdin bytes that may be on their way before the cell says that it took some. */
export const stdinWindowBytes = 1024 * 1024
/** Bytes that a cell forwards beyond an output limit, to show that the limit was passed. */
export const outputOverrunBytes = 64 * 1024

/** Longest path of a file, either way, and longest pattern; bytes. */
export const maxPathBytes = 1024

/** Frame types, host to cell. */
export const hostFrame = {
  file: 0x01,
  run: 0x02,
  stdin: 0x03,
  stdinEnd: 0x04,
  signal: 0x05,
  kill: 0x06,
  exit: 0x07,
  collect: 0x08,
  resize: 0x09,
}
/** Frame types, cell to host. */
export const cellFrame = {
  ready: 0x81,
  stdout: 0x82,
  stderr: 0x83,
  ended: 0x84,
  error: 0x85,
  stdinTaken: 0x86,
  collected: 0x87,
  collectEnded: 0x88,
  leftOut: 0x89,
}

/** The cell sent something that cell init never sends, so it is not to be believed any further. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

export type FailureCode = 'protocol' | 'file' | 'internal'

/** What a cell only sends while a phase runs. */
export type PhaseFrame =
  | { readonly type: 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  | { readonly type: 'ended'; readonly end: PhaseEnd }
  | { readonly type: 'stdinTaken'; readonly bytes: number }

/** A piece of a file; only the first has a path. */
export interface CollectedPiece {
  readonly type: 'collected'
  readonly path: string | undefined
  readonly mode: number
  readonly bytes: Uint8Array
  readonly isLast: boolean
}

export interface CollectEnd {
  readonly type: 'collectEnded'
  readonly files: number
  readonly skipped: number
  readonly bytes: number
  /** A bit for each pattern that meant a file. */
  readonly matched: bigint
}

export const leftOutReasons = ['count', 'fileSize', 'totalSize', 'unreadable'] as const

/** A file that matches and does not come. */
export interface LeftOut {
  readonly path: string
  /** 0 when unknown. */
  readonly sizeBytes: number
  readonly reason: (typeof leftOutReasons)[number]
}

/** Files left out that a cell names, at most. */
export const maxLeftOut = 32

/** What a cell only sends while files are collected. */
export type CollectFrame = CollectedPiece | CollectEnd | ({ readonly type: 'leftOut' } & LeftOut)

export type CellFrame =
  | PhaseFrame
  | CollectFrame
  | { readonly type: 'ready'; readonly version: number; readonly cgroup: number }
  | { readonly type: 'error'; readonly code: FailureCode; readonly error: string; readonly text: string }
