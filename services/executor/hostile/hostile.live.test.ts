import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, submit, toItem } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'
import type { Hostile } from './description/program.ts'
import { createHonest } from './honest.ts'
import { smuggled } from './names/smuggled.ts'
import { toSubmission } from './submission.ts'
import { suite, toName } from './suite.ts'

const SECONDS = 1000
const WARM = 4
let canary: string

beforeAll(async () => {
  canary = await readFile(join(import.meta.dirname, 'canary.py'), 'utf8')
})

describe('a few at once', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBenchWithExecutor({
      EXECUTOR_CONCURRENCY: '4',
      EXECUTOR_WARM: String(WARM),
      LOG_LEVEL: 'fatal',
    })
  }, 60 * SECONDS)
  afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

  describe.for(Object.entries(suite))('%s', ([theme, programs]) => {
    test.concurrent.for(programs.map((program): [string, Hostile] => [toName(program), program]))(
      '%s ends exactly as it should, and the next program notices nothing',
      { timeout: 120 * SECONDS },
      async ([, program]) => {
        expectEnd(await run(bench.mesh, await toSubmission(theme, program)), program)
        await expectCanary(bench)
      },
    )
  })

  test.concurrent.for(smuggled.map((own): [string, typeof own] => [JSON.stringify(own).slice(0, 80), own]))(
    '%s, past the edge, reaches no cell, and the next program notices nothing',
    { timeout: 120 * SECONDS },
    async ([, own]) => {
      const item = toItem({})
      const submitted = await submit(bench.mesh, {}, { ...item, request: { ...item.request, ...own } })
      const result = await submitted.result
      expect(result).toMatchObject({
        status: 'internal_error',
        message: 'the executor could not read it',
      })
      expect(result.run).toBeUndefined()
      await expectCanary(bench)
    },
  )

  test('after all of them nothing is left but warm cells', { timeout: 90 * SECONDS }, async () => {
    await expect
      .poll(async () => (await bench.containers('cell')).length, { timeout: 80_000, interval: 250 })
      .toBe(WARM)
  })
})

test('of 50 hostile and 50 honest programs mixed, 16 at once, each ends as it would alone', {
  timeout: 300 * SECONDS,
}, async () => {
  await using bench = await openBenchWithExecutor({ EXECUTOR_CONCURRENCY: '16', EXECUTOR_WARM: '4' })
  const hostile = await Promise.all(
    pickHostile(50).map(async ({ theme, program }) => ({
      program,
      submission: await toSubmission(theme, program),
    })),
  )
  const honest = createHonest(50)
  const results = await Promise.all(
    honest.flatMap((pair, index) => [
      run(bench.mesh, hostile[index]?.submission ?? {}),
      run(bench.mesh, pair.submission),
    ]),
  )
  const honestResults = results.filter((_, index) => index % 2 === 1)
  expect(honestResults.map(({ status, run }) => [status, run?.stdout])).toEqual(
    honest.map(({ stdout }) => ['succeeded', stdout]),
  )
  for (const [index, { program }] of hostile.entries()) {
    const result = results[index * 2]
    if (result) expectEnd(result, program)
  }
})

/** Of the themes that burden a machine most, in turn. */
function pickHostile(count: number): { theme: string; program: Hostile }[] {
  const themes = ['processes', 'memory', 'time', 'output', 'files']
  return Array.from({ length: count }, (_, index) => {
    const theme = themes[index % themes.length] ?? ''
    const program = suite[theme]?.[Math.floor(index / themes.length)]
    if (program === undefined) throw new Error(`${theme} has too few programs`)
    return { theme, program }
  })
}

async function expectCanary({ mesh }: Bench): Promise<void> {
  expect(await run(mesh, { source: canary, limits: { wallMs: 60_000 } })).toMatchObject({
    status: 'succeeded',
    run: { stdout: 'canary [] 16 1000\n', stderr: '' },
  })
}

function expectEnd(result: ExecutionResult, program: Hostile): void {
  const { status, limit, exitCode, signal, stdout, stderr, phase, never } = program
  const last = {
    limit: limit ?? null,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(stdout === undefined ? {} : { stdout }),
    ...(stderr === undefined ? {} : { stderr: expect.stringContaining(stderr) }),
    ...phase,
  }
  const phases = program.isPhaseless ? {} : { [status === 'compile_failed' ? 'compile' : 'run']: last }
  expect(result, toName(program)).toMatchObject({ status, ...phases, ...program.result })
  if (never !== undefined) expect(JSON.stringify(result)).not.toContain(never)
}
