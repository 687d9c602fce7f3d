import { ATTENDANCE_MS } from '@runhive/contracts/execution-control'
import { expect, test } from 'vitest'
import { createFakeCell, EXITED } from '../../testing/cell.ts'
import { createManualClock, settle } from '../../testing/clock.ts'
import { toItem } from '../../testing/executor.ts'
import { operatorLimits, pythonCatalogue } from '../../testing/host.ts'
import type { PhaseEnd } from '../cell/phase.ts'
import type { Control } from '../interactive/control.ts'
import { createCompileCache } from '../program/compile-cache.ts'
import { type RunDeps, runExecution } from './run-execution.ts'

const KILLED: PhaseEnd = {
  ...EXITED,
  outcome: { kind: 'signaled', signal: 'SIGKILL' },
  limit: 'killed',
}

/** A program that runs until it is killed, on a clock that the test moves. */
function open(request: { interactive: boolean; detached?: boolean }, own: Partial<RunDeps> = {}) {
  const clock = createManualClock()
  const stop = new AbortController()
  const end = Promise.withResolvers<PhaseEnd>()
  const cell = createFakeCell(() => end.promise)
  cell.session.kill = () => end.resolve(KILLED)
  let control: Control | undefined
  const deps: RunDeps = {
    catalogue: pythonCatalogue,
    operatorLimits,
    pool: {
      take: async () => ({ cell, [Symbol.asyncDispose]: async () => undefined }),
      status: () => ({}),
      alive: 0,
      failing: false,
      [Symbol.asyncDispose]: async () => undefined,
    },
    clock,
    killGraceMs: 500,
    stallMs: 1_000_000,
    executorId: 'me',
    cache: createCompileCache({ maxBytes: 0, ttlMs: 1, now: clock.now }),
    imageIdOf: (image) => image,
    tryExtraCell: () => undefined,
    serveControl(_item, made) {
      control = made
      return { [Symbol.asyncDispose]: async () => undefined }
    },
    stopping: stop.signal,
    onRemovalFailed: () => undefined,
    onInternalError: () => undefined,
    ...own,
  }
  let ended = false
  const watch = { onEvent: () => undefined, signal: new AbortController().signal }
  const result = runExecution(deps, toItem({ request }), watch)
  void result.then(() => {
    ended = true
  })
  return { clock, stop, result, attend: () => control?.attend(), hasEnded: () => ended }
}

test('an interactive run that nobody watches any more is cancelled, and says why', async () => {
  const run = open({ interactive: true })
  await run.clock.advance(ATTENDANCE_MS)
  expect(await run.result).toMatchObject({
    status: 'cancelled',
    message: 'cancelled because nobody had watched it for 15 s',
  })
})

test('it goes on as long as somebody says so', async () => {
  const run = open({ interactive: true })
  for (let word = 0; word < 5; word += 1) {
    await run.clock.advance(ATTENDANCE_MS - 1)
    run.attend()
  }
  expect(run.hasEnded()).toBe(false)
  await run.clock.advance(ATTENDANCE_MS)
  expect((await run.result).status).toBe('cancelled')
})

test.each([
  ['detached', { interactive: true, detached: true }],
  ['not interactive', { interactive: false }],
])('a run that is %s needs nobody to watch it', async (_what, request) => {
  const run = open(request)
  await run.clock.advance(10 * ATTENDANCE_MS)
  expect(run.hasEnded()).toBe(false)
})

test('an executor that leaves ends interactive runs, and waits for the others', async () => {
  const interactive = open({ interactive: true, detached: true })
  const other = open({ interactive: false })
  await settle()
  interactive.stop.abort()
  other.stop.abort()
  expect(await interactive.result).toMatchObject({
    status: 'cancelled',
    message: 'cancelled because the executor was stopped',
  })
  expect(other.hasEnded()).toBe(false)
})

test('one that nobody watches while it waits for a cell is cancelled, which is nobody’s failure', async () => {
  const run = open(
    { interactive: true },
    {
      pool: {
        take: (_image, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason))
          }),
        status: () => ({}),
        alive: 0,
        failing: false,
        [Symbol.asyncDispose]: async () => undefined,
      },
      onInternalError: () => expect.unreachable(),
    },
  )
  await run.clock.advance(ATTENDANCE_MS)
  expect(await run.result).toMatchObject({ status: 'cancelled', message: 'cancelled before it started' })
})
