import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run, type Submission } from './testing/executor.ts'
import { type Bench, openBenchWithExecutor } from './testing/live.ts'

const MIB = 1024 * 1024
const SECONDS = 1000
const WARM = 2
let bench: Bench

beforeAll(async () => {
  bench = await openBenchWithExecutor({ EXECUTOR_WARM: String(WARM) })
}, 60 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

const soon = { wallMs: 800 }
const little = { memoryBytes: 64 * MIB }
const programs: [string, Omit<Submission, 'source'>, object][] = [
  ['fork-bomb', { limits: soon }, { status: 'timed_out', run: { limit: 'wall' } }],
  ['memory-hog', { limits: little }, { status: 'memory_exceeded', run: { limit: 'memory' } }],
  ['memory-in-files', {}, { status: 'memory_exceeded', run: { limit: 'memory' } }],
  ['endless-printer', {}, { status: 'output_exceeded', run: { limit: 'output' } }],
  ['endless-stderr', {}, { status: 'output_exceeded', run: { limit: 'output' } }],
  ['endless-line', {}, { status: 'output_exceeded', run: { truncated: { stdout: true } } }],
  ['long-line', {}, { status: 'succeeded', run: { stdoutBytes: 900_001, truncated: { stdout: false } } }],
  ['sleeper', { limits: soon }, { status: 'timed_out', run: { limit: 'wall' } }],
  ['ignores-signals', { limits: soon }, { status: 'timed_out', run: { limit: 'wall' } }],
  [
    'disk-filler',
    {},
    { status: 'failed', run: { exitCode: 1, stderr: expect.stringContaining('No space left on device') } },
  ],
  [
    'inode-filler',
    {},
    { status: 'failed', run: { exitCode: 1, stderr: expect.stringContaining('No space left on device') } },
  ],
  ['network-caller', {}, { status: 'succeeded', run: { stdout: "['lo'] []\n" } }],
  ['daemon', {}, { status: 'succeeded', run: { stdout: 'parent is done\n' } }],
  ['daemon-holding-stdout', {}, { status: 'succeeded' }],
  ['init-snoop', {}, { status: 'succeeded', run: { stdout: '[]\n' } }],
  [
    'stdin-ignorer',
    { request: { stdin: 'x'.repeat(MIB) } },
    { status: 'succeeded', run: { stdout: 'not listening\n' } },
  ],
  ['stops-itself', { limits: soon }, { status: 'timed_out', run: { limit: 'wall' } }],
  ['stops-everything', { limits: soon }, { status: 'timed_out', run: { limit: 'wall' } }],
  ['closes-stdout', { limits: soon }, { status: 'timed_out', run: { limit: 'wall' } }],
  [
    'escapes',
    {},
    { status: 'succeeded', run: { stdout: '[] 0000000000000000 0000000000000000 1 2 True\n' } },
  ],
]

test.each(programs)(
  '%s ends as it should, in time, and the next program notices nothing',
  {
    timeout: 60 * SECONDS,
  },
  async (name, submission, expected) => {
    const source = await readFile(join(import.meta.dirname, 'hostile', `${name}.py`), 'utf8')
    const result = await run(bench.mesh, { ...submission, source })
    expect(result).toMatchObject(expected)
    expect(result.run?.wallMs).toBeLessThan((submission.limits?.wallMs ?? 10 * SECONDS) + 1_500)
    expect(await run(bench.mesh, { source: 'print("canary")' })).toMatchObject({
      status: 'succeeded',
      run: { stdout: 'canary\n' },
    })
  },
)

test('after all of them nothing is left but warm cells', { timeout: 60 * SECONDS }, async () => {
  await expect
    .poll(async () => (await bench.containers('cell')).length, { timeout: 50_000, interval: 250 })
    .toBe(WARM)
})
