import { executionQueue } from '@runhive/contracts/executions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run, submit } from './testing/executor.ts'
import { type Bench, openBenchWithExecutor } from './testing/live.ts'

const MIB = 1024 * 1024
const SECONDS = 1000
let bench: Bench

beforeAll(async () => {
  bench = await openBenchWithExecutor()
}, 60 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

const runs: [string, Parameters<typeof run>[1], object][] = [
  [
    'a program that exits 0 succeeded, with its output and figures',
    { source: 'print("hello")' },
    { status: 'succeeded', run: { exitCode: 0, stdout: 'hello\n', stderr: '', limit: null, signal: null } },
  ],
  [
    'a program that exits 7 failed, and its stderr is kept apart',
    { source: 'import sys; print("out"); print("err", file=sys.stderr); sys.exit(7)' },
    { status: 'failed', run: { exitCode: 7, stdout: 'out\n', stderr: 'err\n' } },
  ],
  [
    'a program that dies of a signal is signaled, and the signal named',
    { source: 'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)' },
    { status: 'signaled', run: { exitCode: null, signal: 'SIGSEGV' } },
  ],
  [
    'a program that waits is ended by its wall-clock limit, and what it wrote before is kept',
    { source: 'import time; print("before", flush=True); time.sleep(60)', limits: { wallMs: 400 } },
    { status: 'timed_out', run: { limit: 'wall', stdout: 'before\n' } },
  ],
  [
    'a program that computes is ended by its CPU limit',
    { source: 'while True: pass', limits: { cpuMs: 300 } },
    { status: 'timed_out', run: { limit: 'cpu' } },
  ],
  [
    'a program that takes more memory than it asked for is ended by that limit, not by the default',
    { source: 'x = bytearray(100 << 20)', limits: { memoryBytes: 64 * MIB } },
    { status: 'memory_exceeded', run: { limit: 'memory' } },
  ],
  [
    'a program may use the memory it asked for beyond the default',
    { source: 'x = bytearray(600 << 20); print(len(x))', limits: { memoryBytes: 800 * MIB } },
    { status: 'succeeded', run: { stdout: `${600 * MIB}\n` } },
  ],
  [
    'a program that prints too much is ended by the output limit, and head and tail are kept',
    { source: 'while True: print("x" * 99)', limits: { outputBytes: 10_000 } },
    { status: 'output_exceeded', run: { limit: 'output', truncated: { stdout: true, stderr: false } } },
  ],
  [
    'of the arguments for Java’s compiler, those that only the virtual machine knows go to the run',
    {
      runtime: 'java-25',
      source:
        'class A { public static void main(String[] a) { System.out.println(System.getProperty("x") + a[0]); } }',
      request: { compilerArgs: ['-Xlint:all', '-Dx=a "b"\\', '-J-ea'], args: ['@file'] },
    },
    { status: 'succeeded', run: { stdout: 'a "b"\\@file\n' } },
  ],
  [
    'a Java program without a main method is not run, and a diagnostic says so',
    { runtime: 'java-25', source: 'public class Solution { int two() { return 2; } }' },
    {
      status: 'compile_failed',
      compile: { diagnostics: [{ file: 'Main.java', line: 1, severity: 'error' }] },
    },
  ],
  [
    'a program cannot start more processes than it asked for',
    {
      source:
        'import os\nn = 0\ntry:\n  while os.fork(): n += 1\n  os._exit(0)\nexcept OSError: print(n < 5)',
      limits: { processes: 4 },
    },
    { status: 'succeeded', run: { stdout: 'True\n' } },
  ],
  [
    'stdin, arguments and environment reach the program',
    {
      source: 'import os, sys; print(input(), sys.argv[1:], os.environ["DEBUG"])',
      request: { stdin: 'from stdin\n', args: ['a b', 'é'], env: { DEBUG: '1' } },
    },
    { status: 'succeeded', run: { stdout: "from stdin ['a b', 'é'] 1\n" } },
  ],
  [
    'output that is not UTF-8 comes back whole as base64',
    { source: 'import sys; sys.stdout.buffer.write(bytes([255, 0, 10]))' },
    { status: 'succeeded', run: { encoding: 'base64', stdout: '/wAK', stdoutBytes: 3 } },
  ],
  [
    'several files, one of them base64 and in a folder',
    {
      request: {
        source: undefined,
        files: [
          { name: 'main.py', content: 'from lib.greet import hi\nprint(hi)', encoding: 'utf8' },
          {
            name: 'lib/greet.py',
            content: Buffer.from('hi = "from a file"').toString('base64'),
            encoding: 'base64',
          },
        ],
      },
    },
    { status: 'succeeded', run: { stdout: 'from a file\n' } },
  ],
  [
    'files of which one would have to be a folder fail as the caller’s mistake, in one sentence',
    {
      request: {
        source: undefined,
        files: [
          { name: 'a', content: '', encoding: 'utf8' },
          { name: 'a/b', content: '', encoding: 'utf8' },
        ],
      },
    },
    { status: 'failed', message: expect.stringContaining('a file could not be written') },
  ],
  [
    'a compiled language is compiled and run in one cell',
    { runtime: 'c-gcc-14', source: '#include <stdio.h>\nint main(void) { puts("from C"); return 3; }' },
    { status: 'failed', compile: { status: 'succeeded' }, run: { exitCode: 3, stdout: 'from C\n' } },
  ],
  [
    'a compiler that says no ends the execution, and its words are kept',
    { runtime: 'c-gcc-14', source: 'int main(void) { return x; }' },
    { status: 'compile_failed', compile: { status: 'failed', stderr: expect.stringContaining('main.c:1') } },
  ],
  [
    'a compiler that runs out of a limit is compile_failed too, and its phase says which',
    { runtime: 'c-gcc-14', source: '#include "/dev/zero"', compileLimits: { cpuMs: 200 } },
    { status: 'compile_failed', compile: { limit: expect.anything() } },
  ],
  [
    'a runtime that is not here is our mistake',
    { runtime: 'cobol-85' },
    { status: 'internal_error', message: 'this executor has no runtime cobol-85' },
  ],
]

test.each(runs)('%s', async (_name, submission, expected) => {
  expect(await run(bench.mesh, submission)).toMatchObject(expected)
})

test('watchers see started, phase, output in order, and finished last', async () => {
  const source = 'import sys\nprint("é" * 3, flush=True)\nprint("no", file=sys.stderr)'
  const { events } = await submit(bench.mesh, { source })
  const seen = await events
  expect(seen.map(({ kind }) => kind)).toEqual(['started', 'phase', 'output', 'output', 'finished'])
  expect(seen).toMatchObject([
    { runtime: 'python-3.13', executor: bench.executorId },
    { name: 'run' },
    { stream: 'stdout', text: 'ééé\n' },
    { stream: 'stderr', text: 'no\n' },
    {},
  ])
})

test('a running program that is cancelled ends at once', async () => {
  const submitted = await submit(bench.mesh, {
    source: 'import time; print("up", flush=True); time.sleep(60)',
  })
  await submitted.cancel()
  const result = await submitted.result
  expect(result.status).toBe('cancelled')
  expect(result.timings.totalMs).toBeLessThan(10 * SECONDS)
})

test('an execution that is cancelled while it waits never gets a cell', async () => {
  const blockers = await Promise.all(
    [1, 2].map(() => submit(bench.mesh, { source: 'import time; time.sleep(1)' })),
  )
  const waiting = await submit(bench.mesh, {})
  await waiting.cancel()
  await Promise.all(blockers.map(({ result }) => result))
  const events = await waiting.events
  expect(events.map(({ kind }) => kind)).toEqual(['finished'])
  expect(await waiting.result).toMatchObject({ status: 'cancelled', message: 'cancelled before it started' })
})

test('after a run its container is gone, and only warm cells are left', async () => {
  await run(bench.mesh, {})
  await expect.poll(() => bench.mesh.queue(executionQueue).depth()).toBe(0)
  await expect.poll(async () => (await bench.containers('cell')).length).toBe(2)
})
