import type { CollectedFile, FileLeftOut } from '@runhive/contracts/execution-result'
import { MAX_COLLECTED_BYTES, MAX_COLLECTED_FILES } from '@runhive/contracts/request'
import { writeOutPattern } from '@runhive/contracts/text/collect-pattern'
import { toCollectedFile } from '../domain/result/collected-file.ts'
import type { Cell } from '../pool/cell.ts'

/** What a result says of the files that were asked for. */
export interface CollectedReport {
  readonly files: CollectedFile[]
  /** Files that matched and are not among them, because of a cap or because of their name. */
  readonly filesSkipped: number
  /** The first of them, and why. */
  readonly filesLeftOut: FileLeftOut[]
  /** Patterns of the request that meant no file. */
  readonly collectUnmatched: string[]
}

const CAPS = {
  maxFiles: MAX_COLLECTED_FILES,
  maxFileBytes: MAX_COLLECTED_BYTES,
  maxTotalBytes: MAX_COLLECTED_BYTES,
} as const

/**
 * Brings back what a run has left behind, after its end. undefined when the cell is lost: the run is over and its
 * result stands, but there is nobody left to ask.
 */
export async function collectFiles(
  cell: Cell,
  patterns: readonly string[],
): Promise<CollectedReport | undefined> {
  try {
    const written = patterns.map(writeOutPattern)
    const collected = await cell.session.collect({ patterns: written.flat(), ...CAPS })
    const meant = new Set(written.flat().filter((_, n) => collected.matched[n]))
    return {
      files: await Promise.all(collected.files.map(toCollectedFile)),
      filesSkipped: collected.skipped,
      filesLeftOut: collected.leftOut.map(({ path, sizeBytes, reason }) => ({
        name: path,
        size: sizeBytes,
        reason,
      })),
      collectUnmatched: patterns.filter((_, n) => !written[n]?.some((pattern) => meant.has(pattern))),
    }
  } catch {
    return undefined
  }
}
