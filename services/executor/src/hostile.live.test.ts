import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memory } from './hostile/memory/programs.ts'
import { processes } from './hostile/processes/programs.ts'
import { type Hostile, toRuntime } from './hostile/program.ts'
import { time } from './hostile/time/programs.ts'
import { run } from './testing/executor.ts'
import { type Bench, openBenchWithExecutor } from './testing/live.ts'

const SECONDS = 1000
const WARM = 4
let bench: Bench
let canary: string

beforeAll(async () => {
  bench = await openBenchWithExecutor({ EXECUTOR_CONCURRENCY: '4', EXECUTOR_WARM: String(WARM) })
  canary = await readFile(join(import.meta.dirname, 'hostile/canary.py'), 'utf8')
}, 60 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

const themes = { time, memory, processes }

async function runHostile(theme: string, { file, request, ...own }: Hostile) {
  const source = await readFile(join(import.meta.dirname, 'hostile', theme, file), 'utf8')
  return run(bench.mesh, { ...own, runtime: toRuntime(file), source, request })
}

/** Several at once, as in life; each is followed by a canary. */
describe.for(Object.entries(themes))('%s', ([theme, programs]) => {
  const named = programs.map((program): [string, Hostile] => [
    [program.file, program.trying].filter(Boolean).join(' '),
    program,
  ])
  test.concurrent.for(named)(
    '%s ends exactly as it should, and the next program notices nothing',
    { timeout: 120 * SECONDS },
    async ([, program]) => {
      const result = await runHostile(theme, program)
      expect(result).toMatchObject(toExpected(program))
      if (program.never) expect(JSON.stringify(result)).not.toContain(program.never)
      expect(await run(bench.mesh, { source: canary })).toMatchObject({
        status: 'succeeded',
        run: { stdout: 'canary [] 16 1000\n' },
      })
    },
  )
})

test('after all of them nothing is left but warm cells', { timeout: 60 * SECONDS }, async () => {
  await expect
    .poll(async () => (await bench.containers('cell')).length, { timeout: 50_000, interval: 250 })
    .toBe(WARM)
})

function toExpected({ status, limit, exitCode, signal, stdout, stderr, phase, result }: Hostile) {
  const last = {
    limit: limit ?? null,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(stdout === undefined ? {} : { stdout }),
    ...(stderr === undefined ? {} : { stderr: expect.stringContaining(stderr) }),
    ...phase,
  }
  return { status, [status === 'compile_failed' ? 'compile' : 'run']: last, ...result }
}
