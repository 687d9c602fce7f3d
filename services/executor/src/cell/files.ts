// Files that enter a cell, and what the host asks for when it takes some out.

import type { LeftOut } from './protocol.ts'

export interface CellFile {
  /** Relative to the work folder, `/` between folders, which are created. */
  readonly path: string
  readonly content: Uint8Array
  /** Permission bits, 0o644 by default. */
  readonly mode?: number
}

/** What a collection may bring at most; a file that does not fit is left out as a whole. */
export interface CollectCaps {
  readonly maxFiles: number
  /** Of one file, bytes. */
  readonly maxFileBytes: number
  /** Of all files together, bytes. */
  readonly maxTotalBytes: number
}

export interface CollectRequest extends CollectCaps {
  /**
   * Relative to the work folder, as PROTOCOL.md says; a `*` and a `?` match no `/`, but both match a dot at the
   * beginning, and a part that is `**` is any number of folders.
   */
  readonly patterns: readonly string[]
  /** Aborting ends the session, and with it the cell; the promise rejects with the reason. */
  readonly signal?: AbortSignal
}

export interface CollectedFiles {
  /** Regular files, sorted by the bytes of their paths. */
  readonly files: CellFile[]
  /** Files left out because of a cap or because they have no valid path or cannot be read, and folders not entered. */
  readonly skipped: number
  /** The first of those files whose path can be given, sorted like the others. */
  readonly leftOut: LeftOut[]
  /** For each pattern whether it meant any file, also one that was left out. */
  readonly matched: boolean[]
}
