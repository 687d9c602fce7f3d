import type { ExecutionRequest, TestCase } from '@runhive/contracts/request'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run, submit } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'

const SECONDS = 1000
const TIMEOUT = { timeout: 120 * SECONDS }
let bench: Bench

beforeAll(async () => {
  bench = await openBenchWithExecutor({ EXECUTOR_CONCURRENCY: '4' })
}, 60 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

const toCases = (cases: readonly Partial<TestCase>[]): TestCase[] =>
  cases.map((own) => ({ stdin: '', limits: {}, ...own }))

const DOUBLE = 'print(int(input()) * 2)'

test(
  'every test runs the program with its own input, arguments and limits, and gets its own verdict',
  TIMEOUT,
  async () => {
    const source = `
import sys, time
word = sys.argv[1]
if word == "sleep": time.sleep(60)
if word == "crash": sys.exit(3)
print(input(), word)
`
    const tests = toCases([
      { name: 'right', stdin: '1', args: ['a'], expected: '1 a\n' },
      { name: 'wrong', stdin: '1', args: ['a'], expected: '2 a\n' },
      { stdin: '', args: ['sleep'], expected: '', limits: { wallMs: 300 } },
      { stdin: '', args: ['crash'], expected: '' },
      { stdin: '1', args: ['a'] },
    ])
    const result = await run(bench.mesh, { source, request: { tests } })
    expect(result).toMatchObject({
      status: 'failed',
      message: '2 of 5 tests accepted; first failure "wrong": wrong answer',
      tests: [
        { name: 'right', status: 'accepted', run: { stdout: '1 a\n' } },
        { name: 'wrong', status: 'wrong_answer', message: 'line 1 differs: expected "2 a", got "1 a"' },
        { name: '3', status: 'timed_out', run: { limit: 'wall' } },
        { name: '4', status: 'failed', run: { exitCode: 3 } },
        { name: '5', status: 'accepted' },
      ],
    })
    expect(result.run).toBeUndefined()
  },
)

test(
  'a test without stdin reads that of the request, and one with an empty stdin reads nothing',
  TIMEOUT,
  async () => {
    const source = 'import sys; print(repr(sys.stdin.read()))'
    const tests = [
      { expected: "'5\\n'", limits: {} },
      { stdin: '', expected: "''", limits: {} },
      { stdin: '7', expected: "'7'", limits: {} },
    ]
    const { status, tests: told } = await run(bench.mesh, { source, request: { stdin: '5\n', tests } })
    expect(told?.map(({ message }) => message)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(status).toBe('succeeded')
  },
)

test(
  'input and expected output in base64 are the bytes they stand for, also for a checker',
  TIMEOUT,
  async () => {
    const source = 'import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())'
    const binary = { stdin: '/wAK', limits: {} }
    const tests = [
      { ...binary, expected: '/wAK' },
      { ...binary, expected: '/gAK' },
    ]
    const exact = await run(bench.mesh, {
      source,
      request: { tests, testsEncoding: 'base64', comparison: { mode: 'exact' } },
    })
    expect(exact.tests).toMatchObject([
      { status: 'accepted', run: { stdout: '\uFFFD\0\n', base64: { stdout: '/wAK' } } },
      { status: 'wrong_answer', message: 'line 1 differs: expected "\\xfe\\x00", got "\\xff\\x00"' },
    ])
    const same =
      'import sys; a, b, c = (open(n, "rb").read() for n in ("input", "expected", "output")); sys.exit(a != b or b != c)'
    const checked = await run(bench.mesh, {
      source,
      request: { tests, testsEncoding: 'base64', ...checker(same) },
      checkerRuntime: 'python-3.13',
    })
    expect(checked.tests).toMatchObject([{ status: 'accepted' }, { status: 'wrong_answer' }])
  },
)

test('of a test little output is kept, the gap is told, and the whole of it is judged', TIMEOUT, async () => {
  const source = 'print("x" * 100_000)'
  const tests = toCases([{ expected: 'x'.repeat(100_000) }, { expected: `${'x'.repeat(99_999)}y` }])
  const { tests: told } = await run(bench.mesh, { source, request: { tests } })
  const kept = { truncated: { stdout: true }, omitted: { stdout: { at: 2048, bytes: 100_001 - 4096 } } }
  expect(told).toMatchObject([
    { status: 'accepted', run: kept },
    {
      status: 'wrong_answer',
      message: `line 1 differs at column 100000: expected "…${'x'.repeat(20)}y", got "…${'x'.repeat(21)}"`,
      run: kept,
    },
  ])
})

test(
  'a compiled program is compiled once for all of its tests, and each verdict is told as it comes',
  TIMEOUT,
  async () => {
    const source = '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d\\n", n * 2); }'
    const tests = toCases(Array.from({ length: 12 }, (_, n) => ({ stdin: `${n}`, expected: `${n * 2}` })))
    const { events } = await submit(bench.mesh, {
      runtime: 'c-gcc-14',
      source,
      request: { tests, store: false },
    })
    const seen = await events
    expect(seen.filter(({ kind }) => kind === 'phase')).toEqual([
      { kind: 'phase', name: 'compile' },
      { kind: 'phase', name: 'run' },
    ])
    const told = seen.flatMap((event) => (event.kind === 'test' ? event.index : []))
    expect(told.toSorted((a, b) => a - b)).toEqual(tests.map((_, index) => index))
    expect(seen.at(-1)).toMatchObject({
      kind: 'finished',
      result: { status: 'succeeded', message: 'all 12 tests accepted', compile: { status: 'succeeded' } },
    })
  },
)

test('a program whose result is in a folder with a dot is there for each of its tests', TIMEOUT, async () => {
  const source =
    'const n: number = Number(await new Response(process.stdin as never).text())\nconsole.log(n * 2)'
  const tests = toCases([1, 2].map((n) => ({ stdin: `${n}`, expected: `${n * 2}` })))
  const result = await run(bench.mesh, {
    runtime: 'typescript-7.0',
    source,
    request: { tests, store: false },
  })
  expect(result).toMatchObject({ status: 'succeeded', message: 'all 2 tests accepted' })
})

test('no test sees what another left behind', TIMEOUT, async () => {
  const source = `
import os
print(sorted(os.listdir("/work")), sorted(os.listdir("/tmp")), len(os.listdir("/dev/shm")))
open("/work/left", "w").close(); open("/tmp/left", "w").close(); open("/dev/shm/left", "w").close()
`
  const expected = "['main.py'] [] 0"
  const result = await run(bench.mesh, {
    source,
    request: { tests: toCases([1, 2, 3].map(() => ({ expected }))) },
  })
  expect(result.status).toBe('succeeded')
})

test('told to stop at the first failure, the tests behind it are skipped', TIMEOUT, async () => {
  const source = `
import time
n = int(input())
if n > 2: time.sleep(5)
print(n)
`
  const tests = toCases([1, 2, 3, 4, 5].map((n) => ({ stdin: `${n}`, expected: n === 2 ? 'no' : `${n}` })))
  const { events } = await submit(bench.mesh, { source, request: { tests, stopAtFirstFailure: true } })
  const seen = await events
  const result = seen.at(-1)
  expect(result).toMatchObject({ kind: 'finished', result: { status: 'failed' } })
  const statuses = result?.kind === 'finished' ? result.result.tests?.map(({ status }) => status) : []
  expect(statuses).toEqual(['accepted', 'wrong_answer', 'skipped', 'skipped', 'skipped'])
  expect(seen.filter(({ kind }) => kind === 'test')).toHaveLength(5)
})

test('told to stop, what ran ahead of the first failure is skipped, and told in order', TIMEOUT, async () => {
  const source = 'import time\nx = int(input())\nif x == 0: time.sleep(1)\nprint(x)'
  const tests = toCases([0, 1, 2, 3, 4, 5].map((n) => ({ stdin: `${n}\n`, expected: '1' })))
  const { events } = await submit(bench.mesh, { source, request: { tests, stopAtFirstFailure: true } })
  const seen = await events
  const told = seen.flatMap((event) => (event.kind === 'test' ? [[event.index, event.status]] : []))
  const statuses = ['wrong_answer', ...Array(5).fill('skipped')]
  expect(told).toEqual(statuses.map((status, index) => [index, status]))
  expect(seen.at(-1)).toMatchObject({
    result: {
      status: 'failed',
      message: '0 of 6 tests accepted; first failure "1": wrong answer',
      tests: statuses.map((status) => ({ status })),
    },
  })
})

test('a program that does not compile has no tests', TIMEOUT, async () => {
  const result = await run(bench.mesh, {
    runtime: 'c-gcc-14',
    source: 'int main(void) { return x; }',
    request: { tests: toCases([{ expected: '' }]) },
  })
  expect(result).toMatchObject({ status: 'compile_failed', compile: { status: 'failed' } })
  expect(result.tests).toBeUndefined()
})

const checker = (source: string, language = 'python'): Partial<ExecutionRequest> => ({
  comparison: { mode: 'checker', checker: { language, source } },
})
const HALVES = `
import sys
asked, answer = int(open("input").read()), int(open("output").read())
if answer != asked * 2: print("not the double of", asked, "x" * 600); sys.exit(1)
print("fine")
`

test('a checker decides, from files and in a cell of its own, and its words are told', TIMEOUT, async () => {
  const source = 'n = int(input()); print(n * 2 if n != 2 else 5)'
  const tests = toCases([{ stdin: '1' }, { stdin: '2' }])
  const submission = { source, request: { tests, ...checker(HALVES) }, checkerRuntime: 'python-3.13' }
  expect(await run(bench.mesh, submission)).toMatchObject({
    tests: [
      { status: 'accepted', message: 'fine' },
      // No more than 500 characters of it, and the cut is to be seen.
      { status: 'wrong_answer', message: `not the double of 2 ${'x'.repeat(480)}…` },
    ],
  })
})

test.each([
  ['crashes', 'import sys; sys.exit(7)', 'the checker did not decide: exited with code 7'],
  ['never ends', 'while True: pass', 'the checker did not decide: '],
])('a checker that %s is told of, and accepts nothing', TIMEOUT, async (_what, source, told) => {
  const submission = {
    source: DOUBLE,
    limits: { cpuMs: 500 },
    request: { tests: toCases([{ stdin: '1' }]), ...checker(source) },
    checkerRuntime: 'python-3.13',
  }
  expect(await run(bench.mesh, submission)).toMatchObject({
    status: 'failed',
    tests: [{ status: 'failed', message: expect.stringContaining(told) }],
  })
})

test('a checker that does not compile is told of once for all tests', TIMEOUT, async () => {
  const submission = {
    source: DOUBLE,
    request: { tests: toCases([{ stdin: '1' }, { stdin: '2' }]), ...checker('int main(', 'c') },
    checkerRuntime: 'c-gcc-14',
  }
  const { tests } = await run(bench.mesh, submission)
  expect(tests).toMatchObject([
    { status: 'failed', message: expect.stringContaining('the checker cannot be used') },
    { status: 'failed', message: expect.stringContaining('the checker cannot be used') },
  ])
})

test('cancelling ends all tests at once, running or not', TIMEOUT, async () => {
  const source = 'import time; time.sleep(60)'
  const tests = toCases(Array.from({ length: 8 }, () => ({ expected: '' })))
  const submitted = await submit(bench.mesh, { source, request: { tests } })
  await submitted.cancel()
  const result = await submitted.result
  expect(result.status).toBe('cancelled')
})
