import type { WorkItem } from '@runhive/contracts/execution-streams'
import type { Installed } from '../catalogue/installed.ts'
import type { OperatorLimits } from '../domain/limits/limits.ts'
import type { Control } from '../interactive/control.ts'
import type { Cell } from '../pool/cell.ts'
import { systemClock } from '../pool/clock.ts'
import type { Pool } from '../pool/pool.ts'
import { createCompileCache } from '../program/compile-cache.ts'
import type { RunDeps } from './run-execution.ts'

/** How long a compilation is remembered, milliseconds. */
const CACHE_TTL_MS = 15 * 60_000

/** From the operator's settings. */
export interface RunSettings {
  readonly limits: OperatorLimits
  readonly executorId: string
  readonly killGraceMs: number
  readonly stallMs: number
  readonly cacheBytes: number
}

export interface RunParts {
  readonly settings: RunSettings
  readonly installed: Installed
  readonly pool: Pool<Cell>
  readonly serveControl: (item: WorkItem, control: Control) => AsyncDisposable
  readonly tryExtraCell: () => Disposable | undefined
  readonly stopping: AbortSignal
  readonly onRemovalFailed: (error: unknown) => void
  readonly onCellPhase?: (phase: 'take' | 'remove', seconds: number) => void
  readonly onInternalError: (error: unknown) => void
}

/** What running an execution needs, from the settings and what is installed. */
export function toRunDeps({ settings, installed, ...parts }: RunParts): RunDeps {
  return {
    ...parts,
    catalogue: installed.catalogue,
    operatorLimits: settings.limits,
    clock: systemClock,
    executorId: settings.executorId,
    killGraceMs: settings.killGraceMs,
    stallMs: settings.stallMs,
    cache: createCompileCache({
      maxBytes: settings.cacheBytes,
      ttlMs: CACHE_TTL_MS,
      now: () => performance.now(),
    }),
    imageIdOf: (image) => installed.imageIds.get(image) ?? image,
  }
}
