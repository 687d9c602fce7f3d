import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, submit } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'
import type { Hostile } from './description/program.ts'
import { toSubmission } from './submission.ts'
import { traces } from './traces/programs.ts'

const SECONDS = 1000
const TIMEOUT = { timeout: 60 * SECONDS }
let looks: string

beforeAll(async () => {
  looks = await readFile(join(import.meta.dirname, 'traces/looks.py'), 'utf8')
})

const named = traces.map((program): [string, Hostile] => [program.file, program])
const FINDS_NOTHING = { status: 'succeeded', run: { stdout: '[]\n', stderr: '' } }

describe('one after the other in the same slot', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBenchWithExecutor({
      EXECUTOR_SLOTS: '1',
      EXECUTOR_CONCURRENCY: '1',
      EXECUTOR_WARM: '0',
    })
  }, 60 * SECONDS)
  afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

  test.for(named)('%s leaves nothing to the next program', TIMEOUT, async ([, program]) => {
    const result = await run(bench.mesh, await toSubmission('traces', program))
    expect(result).toMatchObject({ status: program.status, run: { stdout: program.stdout } })
    expect(await run(bench.mesh, { source: looks })).toMatchObject(FINDS_NOTHING)
  })
})

describe('side by side', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBenchWithExecutor({ EXECUTOR_CONCURRENCY: '2' })
  }, 60 * SECONDS)
  afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

  test.for(named)('%s takes nothing from a program beside it', TIMEOUT, async ([, program]) => {
    const staying = await toSubmission('traces', { ...program, request: { args: ['stay'] } })
    const hostile = await submit(bench.mesh, { ...staying, limits: { wallMs: 50_000, cpuMs: 50_000 } })
    await hostile.untilOutput((text) => text.includes('left'))
    expect(await run(bench.mesh, { source: looks })).toMatchObject(FINDS_NOTHING)
    await hostile.cancel()
    expect(await hostile.result).toMatchObject({ status: 'cancelled', run: { stdout: program.stdout } })
  })
})
