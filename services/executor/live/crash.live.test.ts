import { executionQueue } from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { submit } from '../testing/executor.ts'
import { openBench, openBenchWithExecutor } from '../testing/live.ts'
import { startExecutor } from '../testing/process.ts'

const SECONDS = 1000
const NAP = 'import time; print("up", flush=True); time.sleep(0.3)'

test('an executor killed in the middle of 20 runs and started again ends all of them, and leaves no container', {
  timeout: 150 * SECONDS,
}, async () => {
  await using bench = await openBench()
  await using first = await startExecutor(bench.env)
  const all = await Promise.all(Array.from({ length: 20 }, () => submit(bench.mesh, { source: NAP })))
  await Promise.race(all.map(({ result }) => result))
  await first.end('SIGKILL')
  expect((await bench.containers()).length).toBeGreaterThan(0)

  await using second = await startExecutor(bench.env)
  const results = await Promise.all(all.map(({ result }) => result))
  expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'succeeded'))
  await expect.poll(() => bench.mesh.queue(executionQueue).depth()).toBe(0)

  expect(await second.end('SIGTERM')).toBe(0)
  expect(await bench.containers()).toEqual([])
})

test('asked to stop, an executor finishes what runs, takes nothing more, and leaves no container', {
  timeout: 90 * SECONDS,
}, async () => {
  await using bench = await openBench({ EXECUTOR_CONCURRENCY: '1', EXECUTOR_WARM: '1' })
  await using executor = await startExecutor(bench.env)
  const source = 'import time; print("up", flush=True); time.sleep(1.5); print("finished")'
  const running = await submit(bench.mesh, { source })
  // A cell alone would be the warm one, with the program still in the queue.
  await running.untilOutput((text) => text.includes('up'))
  const waiting = await submit(bench.mesh, {})
  const stopping = executor.end('SIGTERM')
  expect(await running.result).toMatchObject({ status: 'succeeded', run: { stdout: 'up\nfinished\n' } })
  expect(await stopping).toBe(0)
  expect(await bench.containers()).toEqual([])

  await using next = await startExecutor(bench.env)
  expect(await waiting.result).toMatchObject({ status: 'succeeded' })
  await next.end('SIGTERM')
})

test('strangers with our id are removed at start; those of another executor are left alone', {
  timeout: 90 * SECONDS,
}, async () => {
  await using other = await openBenchWithExecutor({ EXECUTOR_WARM: '1' })
  await expect.poll(() => other.containers('cell')).toHaveLength(1)
  await using bench = await openBench({ EXECUTOR_WARM: '1' })
  await using executor = await startExecutor(bench.env)
  await expect.poll(() => bench.containers('cell')).toHaveLength(1)
  const [stranger] = await bench.containers('cell')
  await executor.end('SIGKILL')

  await using next = await startExecutor({ ...bench.env, EXECUTOR_WARM: '0' })
  expect(await bench.containers('cell')).not.toContain(stranger)
  expect(await other.containers('cell')).toHaveLength(1)
  await next.end('SIGTERM')
})

test('nothing a user sent and nothing a program wrote is ever logged, whatever goes wrong', {
  timeout: 90 * SECONDS,
}, async () => {
  await using bench = await openBench({ EXECUTOR_WARM: '1' })
  await using executor = await startExecutor(bench.env)
  const secret = 'w9fjq2'
  const request = { stdin: secret, args: [secret], env: { DEBUG: secret } }
  const source = `import sys, time; print("${secret}", flush=True); print("${secret}", file=sys.stderr); time.sleep(9)`
  const broken = [
    { name: secret, content: secret, encoding: 'utf8' as const },
    { name: `${secret}/${secret}`, content: secret, encoding: 'utf8' as const },
  ]
  const all = await Promise.all([
    submit(bench.mesh, { source, request, limits: { wallMs: 300 } }),
    submit(bench.mesh, { request: { ...request, source: undefined, files: broken } }),
    submit(bench.mesh, { runtime: 'c-gcc-14', source: `int ${secret} = "${secret}" +` }),
    submit(bench.mesh, { runtime: secret, request }),
  ])
  const results = await Promise.all(all.map(({ result }) => result))
  expect(results.map(({ status }) => status)).toEqual([
    'timed_out',
    'failed',
    'compile_failed',
    'internal_error',
  ])
  await executor.end('SIGTERM')
  expect(executor.logged()).toContain('executor is open')
  expect(executor.logged()).not.toContain(secret)
})
