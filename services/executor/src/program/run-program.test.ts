import { expect, test } from 'vitest'
import { createFakeCell, EXITED } from '../../testing/cell.ts'
import { toItem } from '../../testing/executor.ts'
import { operatorLimits } from '../../testing/host.ts'
import type { PhaseEnd, PhaseSpec } from '../cell/phase.ts'
import { createCatalogue } from '../domain/languages/catalogue.ts'
import { Manifest } from '../domain/languages/manifest.ts'
import { createControl } from '../interactive/control.ts'
import { runTests } from '../judging/run-tests.ts'
import type { Cell } from '../pool/cell.ts'
import { systemClock } from '../pool/clock.ts'
import { createCompileCache } from './compile-cache.ts'
import { toJob } from './job.ts'
import { runProgram } from './run-program.ts'

const c = Manifest.parse({
  language: 'c',
  name: 'C',
  runtime: 'c-gcc-14',
  measure: { command: ['cc', '--version'], pattern: '(\\d+)' },
  file: 'main.c',
  extensions: ['.c'],
  compile: { command: ['cc', '{files}'] },
  run: { command: ['./a.out', '{args}'] },
})
const catalogue = createCatalogue([{ image: 'core', manifest: c }])
const [runtime] = catalogue.runtimes
const KILLED: PhaseEnd = {
  ...EXITED,
  outcome: { kind: 'signaled', signal: 'SIGKILL' },
  limit: 'killed',
}

type Moment = 'limits' | 'cc' | 'collect' | 'limits again' | './a.out'

/**
 * A host on which everything succeeds. `onMoment` is told how far a program is; a phase that is killed ends by that.
 */
function open(onMoment: (moment: Moment) => void = () => undefined) {
  const ran: string[] = []
  const asked: PhaseSpec[] = []
  const phases: string[] = []
  function openCell(): Cell {
    let killed = false
    let limits = 0
    const cell = createFakeCell(async (spec) => {
      asked.push(spec)
      const [program = ''] = spec.argv
      ran.push(program)
      onMoment(program as Moment)
      return killed ? KILLED : EXITED
    })
    cell.session.kill = () => {
      killed = true
    }
    cell.session.collect = async () => {
      onMoment('collect')
      return {
        files: [{ path: 'a.out', content: Buffer.from('code') }],
        skipped: 0,
        leftOut: [],
        matched: [true],
      }
    }
    cell.applyLimits = async () => {
      limits += 1
      onMoment(limits === 1 ? 'limits' : 'limits again')
    }
    return cell
  }
  const images = { core: 'sha256:1' }
  const deps = {
    catalogue,
    operatorLimits,
    pool: {
      async take(_image: string, signal: AbortSignal) {
        signal.throwIfAborted()
        return { cell: openCell(), [Symbol.asyncDispose]: async () => undefined }
      },
      status: () => ({}),
      alive: 0,
      failing: false,
      [Symbol.asyncDispose]: async () => undefined,
    },
    clock: systemClock,
    killGraceMs: 1_000,
    stallMs: 10_000,
    cache: createCompileCache({ maxBytes: 1_000_000, ttlMs: 60_000, now: () => 0 }),
    imageIdOf: () => images.core,
    tryExtraCell: () => undefined,
    onRemovalFailed: () => undefined,
    onInternalError: () => expect.unreachable(),
  }
  const watchOf = (signal: AbortSignal) => ({
    signal,
    graceMs: 1_000,
    onOutput: () => undefined,
    onPhase: (name: string) => void phases.push(name),
    onTest: () => undefined,
  })
  async function run(
    own: { accountId?: string; request?: object } = {},
    signal = new AbortController().signal,
  ) {
    const { accountId = 'ada', request } = own
    const item = {
      ...toItem({ runtime: 'c-gcc-14', source: 'int main;', ...(request ? { request } : {}) }),
      accountId,
    }
    const job = toJob(deps, item, runtime!)
    using control = createControl()
    if (item.request.tests) return await runTests(deps, job, watchOf(signal))
    return await runProgram(deps, job, { ...watchOf(signal), control })
  }
  return { run, ran, asked, phases, images }
}

test.each<[Moment, readonly string[], string]>([
  ['limits', ['cc'], 'cancelled after 1 ms of compiling'],
  ['cc', ['cc'], 'cancelled after 1 ms of compiling'],
  ['collect', ['cc'], 'cancelled before it started'],
  ['limits again', ['cc'], 'cancelled before it started'],
  ['./a.out', ['cc', './a.out'], 'cancelled after 1 ms'],
])(
  'a cancellation at the moment of %s ends it there: nothing begins any more',
  async (moment, programs, message) => {
    const cancel = new AbortController()
    const { run, ran, phases } = open((reached) => reached === moment && cancel.abort())
    const { finding } = await run({}, cancel.signal)
    expect(finding).toMatchObject({ status: 'cancelled', message, compile: {} })
    expect(ran).toEqual(programs)
    expect(phases).toEqual(programs.map((program) => (program === 'cc' ? 'compile' : 'run')))
    expect(finding.run === undefined).toBe(!programs.includes('./a.out'))
  },
)

test('each test runs with its own arguments and limits, or those of the request', async () => {
  const { run, asked } = open()
  const own = { stdin: '', args: ['own'], limits: { wallMs: 1_234 } }
  await run({ request: { args: ['shared'], tests: [own, { stdin: '', limits: {} }] } })
  expect(asked.filter(({ argv }) => argv[0] === './a.out')).toMatchObject([
    { argv: ['./a.out', 'own'], limits: { wallMs: 1_234 } },
    { argv: ['./a.out', 'shared'], limits: { wallMs: 10_000 } },
  ])
})

const TESTS = { tests: [{ stdin: '', limits: {} }] }
test.each([
  ['a program', {}],
  ['tests', TESTS],
])(
  'what was compiled for %s is used again by its own account, and by nobody else',
  async (_what, request) => {
    const { run, ran } = open()
    const compilations = () => ran.filter((program) => program === 'cc').length
    expect((await run({ request })).finding).toMatchObject({ status: 'succeeded', compileCached: false })
    expect((await run({ request })).finding).toMatchObject({ status: 'succeeded', compileCached: true })
    expect(compilations()).toBe(1)
    expect((await run({ request, accountId: 'bob' })).finding).toMatchObject({ compileCached: false })
    expect(compilations()).toBe(2)
  },
)

test.each([
  ['a program', {}],
  ['tests', TESTS],
])('%s that must not be stored leaves no compilation, and uses none', async (_what, request) => {
  const { run, ran } = open()
  const secret = { request: { ...request, store: false } }
  await run(secret)
  await run({ request })
  await run(secret)
  expect(ran.filter((program) => program === 'cc')).toHaveLength(3)
})

test('an image that was built again compiles again', async () => {
  const { run, ran, images } = open()
  await run()
  images.core = 'sha256:2'
  await run()
  expect(ran.filter((program) => program === 'cc')).toHaveLength(2)
})
