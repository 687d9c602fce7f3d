import { executionQueue } from '@runhive/contracts/execution-streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run, submit } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'

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
    'a Java program that fills its heap exceeded its memory, although it ended by itself',
    {
      runtime: 'java-25',
      source:
        'import java.util.*; class Main { public static void main(String[] a) { List<byte[]> l = new ArrayList<>(); for (;;) l.add(new byte[1 << 20]); } }',
      limits: { memoryBytes: 128 * MIB },
    },
    {
      status: 'memory_exceeded',
      message: expect.stringMatching(
        /^ran out of memory under the 128 MiB memory limit after .* and exited with code 1$/,
      ),
      run: { limit: 'memory', exitCode: 1 },
    },
  ],
  [
    'a Java program that copes without the memory succeeds',
    {
      runtime: 'java-25',
      source:
        'class Main { public static void main(String[] a) { try { System.out.println(new int[1 << 28].length); } catch (OutOfMemoryError e) { System.out.println("coped"); } } }',
      limits: { memoryBytes: 128 * MIB },
    },
    { status: 'succeeded', run: { stdout: 'coped\n' } },
  ],
  [
    'a JavaScript program has all of its memory for its heap, and none beyond',
    {
      runtime: 'javascript-24',
      source:
        'const l = []; for (;;) { l.push(new Array(131072).fill(0)); if (l.length === 300) console.log("enough") }',
      limits: { memoryBytes: 512 * MIB },
    },
    { status: 'memory_exceeded', run: { limit: 'memory', stdout: 'enough\n' } },
  ],
  [
    'the limit of processes is named when it was reached, however the program ends then',
    {
      runtime: 'java-25',
      source:
        'class Main { public static void main(String[] a) throws Exception { for (int i = 0; i < 100; i++) { Thread t = new Thread(() -> { try { Thread.sleep(5000); } catch (Exception e) { } }); t.setDaemon(true); t.start(); } } }',
    },
    {
      status: 'failed',
      message: expect.stringContaining('; it reached its limit of 64 processes and threads'),
    },
  ],
  [
    'a program on a terminal sees the end of its input again and again, and lines of any length',
    {
      source: 'import sys\nprint(*(len(sys.stdin.readline()) for _ in range(5)))',
      request: { stdin: `${'y'.repeat(5000)}\nabc`, terminal: { columns: 80, rows: 24 } },
    },
    { status: 'succeeded', run: { stdout: expect.stringContaining('5001 3 0 0 0') } },
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
    'output that is not UTF-8 is still to be read, and its bytes come back beside it',
    {
      source: `import sys
for i in range(3): print("line é", i)
sys.stdout.flush(); sys.stdout.buffer.write(b"\\xff\\n")
print("bye", file=sys.stderr)`,
    },
    {
      status: 'succeeded',
      message: expect.stringMatching(/; stdout is not UTF-8, shown with U\+FFFD$/),
      run: {
        ...{ encoding: 'utf8', stdout: 'line é 0\nline é 1\nline é 2\n\uFFFD\n', stderr: 'bye\n' },
        base64: {
          stdout: Buffer.from(
            'line é 0\nline é 1\nline é 2\n\xff\n'.replaceAll('é', 'Ã©'),
            'latin1',
          ).toString('base64'),
        },
      },
    },
  ],
  [
    'output inside a limit that was asked for comes back whole, however large the limit',
    { source: 'for i in range(300000): print("line",i)', limits: { outputBytes: 8 * MIB } },
    {
      status: 'succeeded',
      message: expect.not.stringContaining('left out'),
      run: {
        stdout: Array.from({ length: 300_000 }, (_, line) => `line ${line}\n`).join(''),
        truncated: { stdout: false, stderr: false },
      },
    },
  ],
  [
    'output over its limit is kept up to the limit, and the gap is told',
    {
      source: 'import os\nos.write(1, b"0123456789" * 2000)\nwhile True: pass',
      limits: { outputBytes: 10_000 },
    },
    {
      status: 'output_exceeded',
      message: expect.stringMatching(/; left out: 9.8 KiB of stdout$/),
      run: { stdout: '0123456789'.repeat(1000), omitted: { stdout: { at: 10_000, bytes: 10_000 } } },
    },
  ],
  [
    'control characters, which JSON makes six times as large, give way until the result fits, and the gap is told',
    {
      source:
        'import os, sys\nfor fd in (1, 2):\n  for i in range(2): os.write(fd, b"\\1" * 1048575 + b"\\n")',
      limits: { outputBytes: 8 * MIB },
    },
    {
      status: 'succeeded',
      message: expect.stringMatching(/; left out: 7\d\d\S* KiB of stdout, 7\d\d\S* KiB of stderr$/),
      run: {
        ...{ stdoutBytes: 2 * MIB, stderrBytes: 2 * MIB, truncated: { stdout: true, stderr: true } },
        omitted: { stdout: { at: expect.any(Number) }, stderr: { at: expect.any(Number) } },
      },
    },
  ],
  [
    'a program that dies before it wrote out its buffer is told that this is lost',
    { source: 'print("before")\nimport ctypes\nctypes.string_at(0)' },
    {
      status: 'signaled',
      message: expect.stringMatching(
        /^killed by SIGSEGV after \S+ m?s; any output still in its buffer is lost$/,
      ),
    },
  ],
  [
    'stdin in base64 reaches the program as the bytes it stands for',
    {
      source: 'import sys;print(sys.stdin.buffer.read())',
      request: { stdin: '/wAK', stdinEncoding: 'base64' },
    },
    { status: 'succeeded', run: { stdout: "b'\\xff\\x00\\n'\n" } },
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
    { status: 'internal_error', message: 'this executor does not have the runtime cobol-85' },
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
