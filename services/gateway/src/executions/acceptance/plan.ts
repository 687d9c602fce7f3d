import type { WorkItem } from '@runhive/contracts/execution-streams'
import type { Runtime } from '@runhive/contracts/executor'
import {
  type ExecutionRequest,
  MAX_FILES_BYTES,
  MAX_STDIN_BYTES,
  MAX_TESTS_BYTES,
} from '@runhive/contracts/request'
import { refusedArguments } from '../../domain/compiler-args.ts'
import { refusedVariables } from '../../domain/environment.ts'
import { decodedBytes, isBase64, sourceBytes } from '../../domain/files.ts'
import { inputsOf, toPlanned } from '../../domain/inputs.ts'
import type { Issue } from '../../domain/issues.ts'
import { decideLimits, idleOutOfRange, rangesOfRun } from '../../domain/limits.ts'
import { badInput, GatewayError, MAX_ISSUES } from '../../errors/gateway-error.ts'
import type { Catalogue } from '../../installation/catalogue.ts'

/** The execution's owner and id, and how long its record is kept. */
export type Asker = Pick<WorkItem, 'accountId' | 'id' | 'retentionDays' | 'requestSent'>

/**
 * Checks a request against the live catalogue and decides everything an executor needs to know. Nothing is queued yet.
 * Refuses with `BAD_INPUT` (400) what does not fit, `TOO_LARGE` (413) what is too much.
 */
export async function planExecution(
  catalogue: Catalogue,
  request: ExecutionRequest,
  asker: Asker,
): Promise<WorkItem> {
  assertEnvironment(request)
  assertEncodings(request)
  assertSizes(request)
  const runtime = await catalogue.resolve(request)
  const decided = decideAll(request, runtime)
  const checker = request.comparison.mode === 'checker' ? request.comparison.checker : undefined
  const checkerRuntime = checker && (await catalogue.resolve(checker, CHECKER)).id
  return {
    ...asker,
    acceptedAt: new Date().toISOString(),
    runtime: runtime.id,
    request: toPlanned(request),
    checkerRuntime,
    ...decided,
  }
}

const CHECKER = ['comparison', 'checker']

type Sources = Pick<ExecutionRequest, 'files' | 'source'>

/** The programs of a request, and where in it they are. */
function programsOf(request: ExecutionRequest): Array<{ sources: Sources; path: string[] }> {
  const programs: Array<{ sources: Sources; path: string[] }> = [{ sources: request, path: [] }]
  if (request.comparison.mode === 'checker')
    programs.push({ sources: request.comparison.checker, path: CHECKER })
  return programs
}

function assertEnvironment({ env }: ExecutionRequest): void {
  const issues = refusedVariables(env)
  if (issues.length > 0) throw badInput(issues)
}

function assertEncodings(request: ExecutionRequest): void {
  const files = programsOf(request).flatMap(({ sources, path }) =>
    (sources.files ?? []).map((file, index) => ({ ...file, path: [...path, 'files', index, 'content'] })),
  )
  const issues = [...files, ...inputsOf(request)].flatMap(({ content, encoding, path }): Issue[] => {
    if (encoding !== 'base64' || isBase64(content)) return []
    return [{ code: 'invalid_base64', path, message: 'must be padded base64' }]
  })
  if (issues.length > 0) throw badInput(issues.slice(0, MAX_ISSUES))
}

function assertSizes(request: ExecutionRequest): void {
  for (const { sources, path } of programsOf(request)) {
    const field = [...path, sources.source === undefined ? 'files' : 'source'].join('.')
    assertSize(field, sourceBytes(sources), MAX_FILES_BYTES)
  }
  const [stdin, ...ofTests] = inputsOf(request)
  assertSize('stdin', decodedBytes(stdin), MAX_STDIN_BYTES)
  const tests = ofTests.reduce((sum, input) => sum + decodedBytes(input), 0)
  assertSize('tests', tests, MAX_TESTS_BYTES)
}

function assertSize(field: string, bytes: number, maximum: number): void {
  if (bytes <= maximum) return
  throw new GatewayError('TOO_LARGE', {
    message: `${field} must be at most ${maximum} bytes; it has ${bytes}`,
    details: { field, maximum, bytes },
  })
}

/**
 * Limits of the run, of compiling, of each test, and of doing nothing. All that is not allowed is reported at once,
 * flags included.
 */
function decideAll(request: ExecutionRequest, runtime: Runtime) {
  const ranges = rangesOfRun(runtime, request.interactive)
  const run = decideLimits(['limits'], request.limits, ranges)
  const compile = decideLimits(['compileLimits'], request.compileLimits, runtime.compileLimits)
  const tests = (request.tests ?? []).map(({ limits: own }, index) => {
    const { limits } = decideLimits(['limits'], { ...request.limits, ...own }, ranges)
    // A limit of the request's that is not allowed is reported once, not again for every test.
    return { limits, issues: decideLimits(['tests', index, 'limits'], own, ranges).issues }
  })
  const idle = decideIdle(request, runtime)
  const refused = { issues: refusedArguments(request.compilerArgs, runtime) }
  const issues = [run, compile, ...tests, idle, refused].flatMap((decided) => decided.issues)
  if (issues.length > 0) throw badInput(issues.slice(0, MAX_ISSUES))
  return {
    limits: run.limits,
    compileLimits: compile.limits,
    testLimits: request.tests && tests.map(({ limits }) => limits),
    idleMs: idle.idleMs,
  }
}

function decideIdle(
  { interactive, idleMs }: ExecutionRequest,
  runtime: Runtime,
): { idleMs: number | undefined; issues: Issue[] } {
  const range = runtime.interactive?.idleMs
  if (!interactive || range === undefined) return { idleMs: undefined, issues: [] }
  const decided = idleMs ?? range.default
  if (decided >= range.min && decided <= range.max) return { idleMs: decided, issues: [] }
  return { idleMs: undefined, issues: [idleOutOfRange(range)] }
}
