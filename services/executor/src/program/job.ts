import type { WorkItem } from '@runhive/contracts/execution-streams'
import type { EffectiveLimits } from '@runhive/contracts/limits'
import type { ExecutionRequest } from '@runhive/contracts/request'
import { type Catalogue, type CatalogueRuntime, findRuntime } from '../domain/languages/catalogue.ts'
import { type OperatorLimits, toEnforced, toRanges } from '../domain/limits/limits.ts'
import { toCellFiles } from '../domain/request/work.ts'
import type { Finding } from '../domain/result/result.ts'
import type { BuildOrder } from './build.ts'
import type { LiveInput, Program } from './program.ts'

/** Everything one execution needs once a cell is there. */
export interface Job {
  readonly item: WorkItem
  readonly program: Program
  /** Of its tests, when a program decides about them. */
  readonly checker: Program | undefined
  readonly limits: EffectiveLimits
  readonly compileLimits: EffectiveLimits
  readonly testLimits: readonly EffectiveLimits[]
  readonly live: LiveInput | undefined
}

export interface JobOutcome {
  readonly finding: Finding
  readonly compileMs: number
  readonly runMs: number
}

export interface JobDeps {
  readonly catalogue: Catalogue
  readonly operatorLimits: OperatorLimits
}

/** The gateway has decided the limits; what is over the maximum of this host is enforced all the same. */
export function toJob(deps: JobDeps, item: WorkItem, runtime: CatalogueRuntime): Job {
  const { request } = item
  const { operatorLimits } = deps
  const run = toRanges(operatorLimits.run, runtime.run.limits)
  const longest = request.interactive ? operatorLimits.interactive.wallMs.max : run.wallMs.max
  const enforce = (limits: EffectiveLimits) =>
    toEnforced(limits, { ...run, wallMs: { ...run.wallMs, max: longest } })
  return {
    item,
    program: toProgram(runtime, request, request),
    checker: toChecker(deps, item),
    limits: enforce(item.limits),
    compileLimits: toEnforced(
      item.compileLimits,
      toRanges(operatorLimits.compile, runtime.compile?.limits ?? {}),
    ),
    testLimits: (item.testLimits ?? []).map(enforce),
    live: toLive(operatorLimits, item),
  }
}

function toLive({ interactive }: OperatorLimits, { request, idleMs }: WorkItem): LiveInput | undefined {
  if (!request.interactive && request.terminal === undefined) return undefined
  return {
    interactive: request.interactive,
    terminal: request.terminal,
    idleMs: request.interactive
      ? Math.min(idleMs ?? interactive.idleMs.default, interactive.idleMs.max)
      : undefined,
  }
}

/** A checker whose runtime is not here has none of the caller's files either: its tests say so. */
function toChecker({ catalogue }: JobDeps, { request, checkerRuntime }: WorkItem): Program | undefined {
  if (request.comparison.mode !== 'checker' || checkerRuntime === undefined) return undefined
  const runtime = findRuntime(catalogue, { language: checkerRuntime })
  return runtime && toProgram(runtime, request.comparison.checker, { compilerArgs: [], env: {} })
}

function toProgram(
  runtime: CatalogueRuntime,
  sources: Pick<ExecutionRequest, 'files' | 'source'>,
  { compilerArgs, env }: Pick<ExecutionRequest, 'compilerArgs' | 'env'>,
): Program {
  return { runtime, files: toCellFiles(sources, runtime), compilerArgs, environment: env }
}

export function toBuildOrder({ item, compileLimits }: Job, program: Program): BuildOrder {
  return { program, accountId: item.accountId, compileLimits, mayKeep: item.request.store }
}

/** The longest that compiling and one run can take, milliseconds. */
export function longestMs({ limits, compileLimits }: Pick<Job, 'limits' | 'compileLimits'>): number {
  return limits.wallMs + compileLimits.wallMs
}

/** What the cell would not take, as the caller's mistake. */
export function toRefusal(error: Error): string {
  return error instanceof RangeError
    ? 'the arguments and environment together are too large for a cell'
    : `a file could not be written: ${error.message}`
}
