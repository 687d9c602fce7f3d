import type { PhaseEnd } from '../src/cell/phase.ts'
import { createHold } from '../src/execution/hold.ts'
import { type RunDeps, runExecution } from '../src/execution/run-execution.ts'
import type { Control } from '../src/interactive/control.ts'
import { createCompileCache } from '../src/program/compile-cache.ts'
import { createFakeCell, EXITED } from './cell.ts'
import { createManualClock } from './clock.ts'
import { toItem } from './executor.ts'
import { operatorLimits, pythonCatalogue } from './host.ts'

const KILLED: PhaseEnd = {
  ...EXITED,
  outcome: { kind: 'signaled', signal: 'SIGKILL' },
  limit: 'killed',
}

/** A program that runs until it is killed, on a clock that the test moves. */
export function openRun(
  request: { interactive: boolean; detached?: boolean },
  own: Partial<RunDeps> = {},
  holdMs?: number,
) {
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
      return {
        async [Symbol.asyncDispose]() {
          control = undefined
        },
      }
    },
    stopping: stop.signal,
    onRemovalFailed: () => undefined,
    onInternalError: () => undefined,
    ...own,
  }
  let ended = false
  const hold = holdMs === undefined ? undefined : createHold(clock, holdMs)
  const watch = { onEvent: () => undefined, signal: new AbortController().signal, hold }
  const result = runExecution(deps, toItem({ request }), watch)
  void result.then(() => {
    ended = true
  })
  return {
    clock,
    stop,
    result,
    hold,
    end: () => end.resolve(EXITED),
    isReachable: () => control !== undefined,
    attend: () => control?.attend(),
    hasEnded: () => ended,
  }
}
