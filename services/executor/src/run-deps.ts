import type { WorkItem } from '@runhive/contracts/execution-streams'
import type { Config } from './config.ts'
import type { Cell } from './docker/cell.ts'
import { systemClock } from './docker/clock.ts'
import type { Pool } from './docker/pool.ts'
import { createCompileCache } from './execution/compile-cache.ts'
import type { Control } from './execution/control.ts'
import type { RunDeps } from './execution/run-execution.ts'
import type { Installed } from './images/resolve-images.ts'

/** How long a compilation is remembered, milliseconds. */
const CACHE_KEEP_MS = 15 * 60_000

export interface RunParts {
  readonly config: Config
  readonly installed: Installed
  readonly pool: Pool<Cell>
  readonly serveControl: (item: WorkItem, control: Control) => AsyncDisposable
  readonly spare: () => Disposable | undefined
  readonly stopping: AbortSignal
  readonly onRemovalFailed: (error: unknown) => void
  readonly onCellPhase?: (phase: 'take' | 'remove', seconds: number) => void
  readonly onInternalError: (error: unknown) => void
}

/** What running an execution needs, from the settings and what is there. */
export function toRunDeps({ config, installed, ...parts }: RunParts): RunDeps {
  return {
    ...parts,
    catalogue: installed.catalogue,
    operatorLimits: config.limits,
    clock: systemClock,
    executorId: config.executorId,
    killGraceMs: config.killGraceMs,
    stallMs: config.stallMs,
    cache: createCompileCache({
      maxBytes: config.cacheBytes,
      keepMs: CACHE_KEEP_MS,
      now: () => performance.now(),
    }),
    imageIdOf: (image) => installed.imageIds.get(image) ?? image,
  }
}
