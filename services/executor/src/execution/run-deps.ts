import type { Installed } from '../catalogue/installed.ts'
import type { OperatorLimits } from '../domain/limits/limits.ts'
import { systemClock } from '../pool/clock.ts'
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

type Parts =
  | 'pool'
  | 'serveControl'
  | 'tryExtraCell'
  | 'stopping'
  | 'onRemovalFailed'
  | 'onCellPhase'
  | 'onInternalError'

/** What running an execution needs, from the settings and what is installed. */
export function toRunDeps({
  settings,
  installed,
  ...parts
}: Pick<RunDeps, Parts> & { readonly settings: RunSettings; readonly installed: Installed }): RunDeps {
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
