import { isNoResponder } from '@runhive/contracts/define'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Submission, type Submitted, submit } from '../testing/executor.ts'
import { type Bench, openBenchWithExecutor } from '../testing/live.ts'

const SECONDS = 1000
const TIMEOUT = { timeout: 60 * SECONDS }
let bench: Bench

beforeAll(async () => {
  bench = await openBenchWithExecutor({ EXECUTOR_CONCURRENCY: '4' })
}, 60 * SECONDS)
afterAll(() => bench[Symbol.asyncDispose](), 60 * SECONDS)

const terminal = { columns: 80, rows: 24 }
const toBase64 = (text: string) => Buffer.from(text).toString('base64')
const start = (own: Submission & { request?: object }) =>
  submit(bench.mesh, { ...own, request: { interactive: true, ...own.request } })

/** Nobody answers before it has started. */
async function untilReachable({ control }: Pick<Submitted, 'control'>): Promise<void> {
  const isReachable = () => control.attend({}).then(Boolean, () => false)
  await expect.poll(isReachable).toBe(true)
}

const GUESS_PYTHON = `
secret = 7
while True:
    guess = int(input("guess: "))
    if guess == secret: break
    print("higher" if guess < secret else "lower")
print("yes")
`
const GUESS_C = `
#include <stdio.h>
int main(void) {
  int guess;
  for (;;) {
    printf("guess: ");
    if (scanf("%d", &guess) != 1) return 1;
    if (guess == 7) break;
    puts(guess < 7 ? "higher" : "lower");
  }
  puts("yes");
}`

const SLEEPS_C = '#include <unistd.h>\nint main(void) { sleep(50); return 0; }'

test.each([
  ['python-3.13', GUESS_PYTHON],
  ['c-gcc-14', GUESS_C],
])('a guessing game in %s shows each prompt before it gets an answer', TIMEOUT, async (runtime, source) => {
  const game = await start({ runtime, source, request: { terminal } })
  const answers = ['5\n', '9\n', '7\n']
  for (const [turn, answer] of answers.entries()) {
    await game.untilOutput((text) => text.split('guess: ').length > turn + 1)
    await game.control.write({ base64: toBase64(answer) })
  }
  const result = await game.result
  expect(result.status).toBe('succeeded')
  expect(result.run?.stdout.replaceAll('\r\n', '\n')).toBe(
    'guess: 5\nhigher\nguess: 9\nlower\nguess: 7\nyes\n',
  )
})

test.each([
  ['a pipe', {}],
  ['a terminal', { terminal }],
])('cat on %s ends at the end of input', TIMEOUT, async (_what, request) => {
  const cat = await start({ runtime: 'bash-5.2', source: 'exec cat', request })
  await untilReachable(cat)
  await cat.control.write({ base64: toBase64('line\n') })
  await cat.untilOutput((text) => text.includes('line'))
  await cat.control.write({ end: true })
  expect(await cat.result).toMatchObject({ status: 'succeeded', run: { exitCode: 0 } })
})

test(
  'what is written while the program is still compiled is there when it runs, in order',
  TIMEOUT,
  async () => {
    const source = '#include <stdio.h>\nint main(void) { int c; while ((c = getchar()) != EOF) putchar(c); }'
    const echo = await start({ runtime: 'c-gcc-14', source })
    await untilReachable(echo)
    const chunks = Array.from({ length: 50 }, (_, n) => `${n},`)
    await Promise.all(chunks.map((chunk) => echo.control.write({ base64: toBase64(chunk) })))
    await echo.control.write({ end: true })
    expect(await echo.result).toMatchObject({ status: 'succeeded', run: { stdout: chunks.join('') } })
  },
)

test('Ctrl-C on a terminal interrupts the program', TIMEOUT, async () => {
  const source = `
import time
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt: print("interrupted")
`
  const sleeper = await start({ source, request: { terminal } })
  await sleeper.untilOutput((text) => text.includes('ready'))
  await sleeper.control.write({ base64: toBase64('\x03') })
  const result = await sleeper.result
  expect(result).toMatchObject({ status: 'succeeded' })
  expect(result.run?.stdout).toContain('interrupted')
})

test('a signal reaches a program that is not interactive too', TIMEOUT, async () => {
  const source = `
import signal, sys, time
signal.signal(signal.SIGUSR1, lambda *_: (print("got it"), sys.exit(0)))
print("ready", flush=True)
time.sleep(60)
`
  const program = await submit(bench.mesh, { source })
  await program.untilOutput((text) => text.includes('ready'))
  await program.control.signal({ signal: 10 })
  expect(await program.result).toMatchObject({ status: 'succeeded', run: { stdout: 'ready\ngot it\n' } })
})

test.each([
  ['compiled, on pipes', { runtime: 'c-gcc-14', source: SLEEPS_C }, {}],
  ['compiled, on a terminal', { runtime: 'c-gcc-14', source: SLEEPS_C }, { terminal }],
  ['not even there, on pipes', { source: 'import time; time.sleep(50)' }, {}],
])('a signal for a program that is still %s waits for it', TIMEOUT, async (_what, program, request) => {
  const run = await start({ ...program, request })
  await untilReachable(run)
  await run.control.signal({ signal: 15 })
  expect(await run.result).toMatchObject({ status: 'signaled', run: { signal: 'SIGTERM' } })
})

test('a terminal that is resized tells the program', TIMEOUT, async () => {
  const source = `
import os, signal, time
def resized(*_):
    os.write(1, str(os.get_terminal_size()).encode())
    os._exit(0)
signal.signal(signal.SIGWINCH, resized)
print("ready", flush=True)
time.sleep(60)
`
  const program = await start({ source, request: { terminal } })
  await program.untilOutput((text) => text.includes('ready'))
  await program.control.resize({ columns: 132, rows: 43 })
  expect((await program.result).run?.stdout).toContain('columns=132, lines=43')
})

test(
  'input for a run that takes none, and a size for one without a terminal, are refused',
  TIMEOUT,
  async () => {
    const program = await submit(bench.mesh, {
      source: 'print("up", flush=True)\nimport time; time.sleep(60)',
    })
    await program.untilOutput((text) => text.includes('up'))
    await expect(program.control.write({ base64: toBase64('x') })).rejects.toMatchObject({
      code: 'STDIN_CLOSED',
    })
    await expect(program.control.resize(terminal)).rejects.toMatchObject({ code: 'NO_TERMINAL' })
    await program.cancel()
    await program.result
  },
)

test('input after its end is refused, and nobody answers after the program has ended', TIMEOUT, async () => {
  const program = await start({
    source: 'import sys; print(sys.stdin.read(), flush=True); import time; time.sleep(60)',
  })
  await untilReachable(program)
  await program.control.write({ base64: toBase64('all'), end: true })
  await program.untilOutput((text) => text.includes('all'))
  await expect(program.control.write({ base64: toBase64('x') })).rejects.toMatchObject({
    code: 'STDIN_CLOSED',
  })
  await program.cancel()
  await program.result
  await expect.poll(() => program.control.attend({}).catch(isNoResponder)).toBe(true)
})

test('a run in which nothing happens ends by its idle limit, however long it may take', TIMEOUT, async () => {
  const idle = await start({ source: 'input()', limits: { wallMs: 60_000 }, idleMs: 300 })
  expect(await idle.result).toMatchObject({ status: 'timed_out', run: { limit: 'idle' } })
})
