import { randomUUID } from 'node:crypto'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import type { LimitRanges } from '@runhive/contracts/executor'
import { ExecutionRequest } from '@runhive/contracts/request'
import { findInstalled } from '../../catalogue/installed.ts'
import { parseConfig } from '../../config.ts'
import { openEngine } from '../../docker/engine.ts'
import { readSeccomp } from '../../docker/seccomp.ts'
import { findRuntime } from '../../domain/languages/catalogue.ts'
import { toRanges } from '../../domain/limits/limits.ts'
import { toRunDeps } from '../../execution/run-deps.ts'
import { runExecution } from '../../execution/run-execution.ts'
import { openCells } from '../../pool/cells.ts'
import type { ConformanceOutcome, ConformanceRequest, Execute } from './conformance.ts'

/** Away from the uids of an executor that may run on this engine at the same time. */
const UID_BASE = 40_000

/** An executor without a mesh: the same cells, limits and phases, in this process, as long as it is not disposed of. */
export interface LocalExecutor extends AsyncDisposable {
  readonly execute: Execute
}

/** Opens one with the settings of the executor's own environment. Disposing removes all its cells. */
export async function openLocalExecutor(
  env: Readonly<Record<string, string | undefined>>,
): Promise<LocalExecutor> {
  await using opened = new AsyncDisposableStack()
  const id = `check-${randomUUID().slice(0, 8)}`
  const config = parseConfig({
    // The settings ask for a mesh; this executor connects to none.
    NATS_URL: 'nats://127.0.0.1:4222',
    ...env,
    EXECUTOR_ID: id,
    EXECUTOR_UID_BASE: String(UID_BASE),
    EXECUTOR_WARM: '2',
  })
  const engine = opened.use(await openEngine(config.docker))
  const installed = await findInstalled(engine.findImage)
  const fail = (error: unknown) => console.error(error)
  const cells = opened.use(
    await openCells(config, {
      engine,
      seccomp: await readSeccomp(),
      imageIds: installed.imageIds,
      onFailure: (_what, error) => fail(error),
      onReaped: () => undefined,
      onCellCreated: () => undefined,
      onInitLog: (line) => fail(line),
    }),
  )
  const deps = toRunDeps({
    settings: config,
    installed,
    pool: cells.pool,
    serveControl: () => ({ [Symbol.asyncDispose]: async () => undefined }),
    tryExtraCell: () => undefined,
    stopping: new AbortController().signal,
    onRemovalFailed: fail,
    onInternalError: fail,
  })
  const closing = opened.move()
  return {
    execute: async (request) => toOutcome(await runExecution(deps, toItem(deps, request), toNobody())),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

function toItem(
  { catalogue, operatorLimits }: Pick<Parameters<typeof runExecution>[0], 'catalogue' | 'operatorLimits'>,
  { language, files, stdin, args, compilerArgs }: ConformanceRequest,
) {
  const runtime = findRuntime(catalogue, { language })
  if (!runtime) throw new Error(`${language} is not installed; run ./dev images`)
  return {
    id: randomUUID(),
    accountId: 'conformance',
    acceptedAt: new Date().toISOString(),
    runtime: runtime.runtime,
    request: ExecutionRequest.parse({ language, files, stdin, args, compilerArgs }),
    limits: toDefaults(toRanges(operatorLimits.run, runtime.run.limits)),
    compileLimits: toDefaults(toRanges(operatorLimits.compile, runtime.compile?.limits ?? {})),
  }
}

function toDefaults(ranges: LimitRanges) {
  return {
    // Processor time is what a case may not use up: a busy machine changes nothing.
    wallMs: ranges.wallMs.max,
    cpuMs: ranges.cpuMs.default,
    memoryBytes: ranges.memoryBytes.default,
    outputBytes: ranges.outputBytes.default,
    processes: ranges.processes.default,
  }
}

function toNobody() {
  return { onEvent: () => undefined, signal: new AbortController().signal }
}

function toOutcome({ status, message, compile, run }: ExecutionResult): ConformanceOutcome {
  return {
    status,
    exitCode: run?.exitCode ?? null,
    stdout: run?.stdout ?? '',
    stderr: run?.stderr ?? (status === 'internal_error' ? message : ''),
    compile,
  }
}
