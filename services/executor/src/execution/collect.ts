import type { CollectedFile } from '@runhive/contracts/execution'
import { MAX_COLLECTED_BYTES, MAX_COLLECTED_FILES } from '@runhive/contracts/request'
import type { Cell } from '../docker/cell.ts'
import { toCollectedFile } from '../domain/collected-file.ts'

export interface Collection {
  readonly files: CollectedFile[]
  /** Files that matched and are not among them, because of a cap or because of their name. */
  readonly filesSkipped: number
}

const CAPS = {
  maxFiles: MAX_COLLECTED_FILES,
  maxFileBytes: MAX_COLLECTED_BYTES,
  maxTotalBytes: MAX_COLLECTED_BYTES,
} as const

/**
 * Brings back what a run has left behind, after its end. undefined when the cell is lost: the run is over and its result stands, but
 * there is nobody left to ask.
 */
export async function collectFiles(cell: Cell, patterns: readonly string[]): Promise<Collection | undefined> {
  try {
    const { files, skipped } = await cell.session.collect({ patterns, ...CAPS })
    return { files: await Promise.all(files.map(toCollectedFile)), filesSkipped: skipped }
  } catch {
    return undefined
  }
}
