import type { ExecutionResult, Phase } from '@runhive/contracts/execution-result'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'

const SECONDS = 1000
let bench: Bench

beforeAll(async () => {
  bench = await openBenchWithExecutor()
}, 120 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

/** Runtime, a program whose third line is wrong, the place, and what the message must say. */
const broken: [string, string, object, RegExp][] = [
  [
    'c-gcc-14',
    'int main(void) {\n  int n = 1;\n  return n + missing;\n}',
    { file: 'main.c', line: 3, column: 14 },
    /^compilation failed after \S+ m?s: 1 error, at main\.c:3:14$/,
  ],
  [
    'cpp-gcc-14',
    '#include <string>\nint main() {\n  return std::string("x");\n}',
    { file: 'main.cpp', line: 3 },
    /^compilation failed after \S+ m?s: 1 error, at main\.cpp:3:\d+$/,
  ],
  [
    'java-25',
    'public class Main {\n  public static void main(String[] args) {\n    int n = missing;\n  }\n}',
    { file: 'Main.java', line: 3, column: 13, message: expect.stringContaining('cannot find symbol') },
    /^compilation failed after \S+ m?s: 1 error, at Main\.java:3:13$/,
  ],
  [
    'go-1.24',
    'package main\n\nimport "github.com/x/y"\n\nfunc main() { y.Z() }',
    {
      file: 'main.go',
      line: 3,
      message: expect.stringMatching(
        /^could not import \S+ \(it is not in the standard library, .* no network/,
      ),
    },
    /^compilation failed after \S+ m?s: 1 error, at main\.go:3:8; something it imports .* no network to fetch it$/,
  ],
  [
    'go-1.24',
    'package main\nfunc main() {\n\tprintln(missing)\n}',
    { file: 'main.go', line: 3, column: 10, message: 'undefined: missing' },
    /^compilation failed after \S+ m?s: 1 error, at main\.go:3:10$/,
  ],
  [
    'rust-1.85',
    'fn main() {\n    let n: i32 =\n        "text";\n    drop(n);\n}',
    { file: 'main.rs', line: 3, column: 9, code: 'E0308' },
    /^compilation failed after \S+ m?s: 1 error, at main\.rs:3:9$/,
  ],
  [
    'typescript-7.0',
    'const a = 1\nconsole.log(a)\nconst b: string = a\n',
    { file: 'main.ts', line: 3, column: 7, code: 'TS2322' },
    /^compilation failed after \S+ m?s: 1 error, at main\.ts:3:7$/,
  ],
  [
    'python-3.13',
    'def main():\n    import json\n    json.loads("{")\nmain()',
    { file: 'main.py', line: 3, code: 'json.decoder.JSONDecodeError' },
    /^exited with code 1 after \S+ m?s$/,
  ],
]

test.each(broken)('%s points at the line that is wrong', async (...row) => {
  const [runtime, source, place, message] = row
  const result = await run(bench.mesh, { runtime, source })
  const errors = lastPhase(result).diagnostics?.filter(({ severity }) => severity === 'error')
  expect(errors).toHaveLength(1)
  expect(errors).toMatchObject([place])
  expect(result.message).toMatch(message)
})

test('warnings of a compilation that went well are told too, and what it wrote stays plain text', async () => {
  const source = 'int main(void) { int unused; return 0; }'
  const result = await run(bench.mesh, { runtime: 'c-gcc-14', source, request: { compilerArgs: ['-Wall'] } })
  expect(result).toMatchObject({ status: 'succeeded', compile: { status: 'succeeded' } })
  expect(result.compile?.diagnostics).toMatchObject([
    { file: 'main.c', line: 1, column: 22, severity: 'warning', code: '-Wunused-variable' },
  ])
  expect(result.compile?.stderr).toContain('main.c:1:22: warning: unused variable')
})

test('a program that ends well has no diagnostics, whatever it printed', async () => {
  const source = 'import traceback\ntry: 1/0\nexcept Exception: traceback.print_exc()'
  const result = await run(bench.mesh, { source })
  expect(result.run?.stderr).toContain('ZeroDivisionError')
  expect(result.run).not.toHaveProperty('diagnostics')
})

const limited: [string, Parameters<typeof run>[1], RegExp][] = [
  [
    'memory',
    { source: 'x = bytearray(100 << 20)', limits: { memoryBytes: 64 << 20 } },
    /^killed by the 64 MiB memory limit after \S+ m?s of CPU; any output still in its buffer is lost$/,
  ],
  [
    'wall-clock',
    { source: 'import time; time.sleep(60)', limits: { wallMs: 400 } },
    /^timed out at the 400 ms wall-clock limit having used \S+ m?s of CPU; any output still in its buffer is lost$/,
  ],
  [
    'CPU',
    { source: 'while True: pass', limits: { cpuMs: 300 } },
    /^killed by the 300 ms CPU limit after \S+ m?s having used \S+ m?s of CPU; any output still in its buffer is lost$/,
  ],
  [
    'output',
    { source: 'import sys\nwhile True: print("x" * 99, file=sys.stderr)', limits: { outputBytes: 10_240 } },
    /^wrote more than the 10 KiB output limit: \S+ [KM]iB to stderr in \S+ m?s; left out: \S+ \w+ of stderr$/,
  ],
  [
    'compiler’s CPU',
    {
      runtime: 'cpp-gcc-14',
      source:
        'constexpr int spin() { int n = 1; while (n) n ^= 2; return n; }\nstatic_assert(spin());\nint main() {}',
      compileLimits: { cpuMs: 400 },
      request: {
        compilerArgs: [`-fconstexpr-loop-limit=${2 ** 31 - 1}`, `-fconstexpr-ops-limit=${2 ** 31 - 1}`],
      },
    },
    /^compilation failed: the compiler was killed by the 400 ms CPU limit for compiling after \S+ m?s having used \S+ m?s of CPU$/,
  ],
]

test.each(limited)(
  'the sentence of the %s limit has cause, limit and measurement',
  {
    timeout: 60 * SECONDS,
  },
  async (_limit, submission, sentence) => {
    expect((await run(bench.mesh, submission)).message).toMatch(sentence)
  },
)

function lastPhase(result: ExecutionResult): Phase {
  const phase = result.run ?? result.compile
  if (phase === undefined) throw new Error(`nothing ran: ${result.message}`)
  return phase
}
