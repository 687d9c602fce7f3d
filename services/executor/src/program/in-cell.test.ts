import { expect, test } from 'vitest'
import { createFakeCell, EXITED } from '../../testing/cell.ts'
import { createManualClock, settle } from '../../testing/clock.ts'
import { inCell } from './in-cell.ts'

const GRACE_MS = 50
const STALL_MS = 1_000
const PHASES_MS = 300
const MOST_MS = PHASES_MS + 2 * GRACE_MS + STALL_MS

function open(removed: () => Promise<void> = async () => undefined) {
  const clock = createManualClock()
  const cell = createFakeCell(async () => EXITED)
  const failures: unknown[] = []
  const phases: string[] = []
  const state = { taken: 0, given: 0 }
  const deps = {
    pool: {
      async take(_image: string, signal: AbortSignal) {
        signal.throwIfAborted()
        state.taken += 1
        return {
          cell,
          async [Symbol.asyncDispose]() {
            state.given += 1
            await removed()
          },
        }
      },
      status: () => ({}),
      alive: 0,
      failing: false,
      [Symbol.asyncDispose]: async () => undefined,
    },
    clock,
    killGraceMs: GRACE_MS,
    stallMs: STALL_MS,
    onRemovalFailed: (error: unknown) => failures.push(error),
    onCellPhase: (phase: string) => phases.push(phase),
  }
  const use = { image: 'core', phasesMs: PHASES_MS, watch: { signal: new AbortController().signal } }
  return { clock, cell, deps, use, failures, phases, state }
}

test('work that hangs outside of its phases ends in time, its slot is thrown away, and its cell given back', async () => {
  const { clock, cell, deps, use, state } = open()
  let ended = false
  const refused = expect(inCell(deps, use, () => new Promise<void>(() => undefined)))
    .rejects.toThrow(`did not end within ${MOST_MS} ms`)
    .finally(() => {
      ended = true
    })
  await settle()
  await clock.advance(MOST_MS - 1)
  expect([ended, cell.calls.tainted, state.given]).toEqual([false, false, 0])
  await clock.advance(1)
  await refused
  expect([cell.calls.tainted, state.given]).toEqual([true, 1])
})

test('work that ends in time stands, and nothing watches its cell any more', async () => {
  const { clock, cell, deps, use, state } = open()
  const gate = Promise.withResolvers<string>()
  const result = inCell(deps, use, () => gate.promise)
  await settle()
  await clock.advance(MOST_MS - 1)
  gate.resolve('done')
  expect(await result).toBe('done')
  await clock.advance(10 * MOST_MS)
  expect([cell.calls.tainted, state.given]).toEqual([false, 1])
})

test('work that fails gives its cell back, and fails with its own error', async () => {
  const { deps, use, state } = open()
  await expect(inCell(deps, use, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
  expect(state.given).toBe(1)
})

test('what was worked out does not wait for the removal of its cell, whose failure is told', async () => {
  const removal = Promise.withResolvers<void>()
  const { deps, use, failures, phases } = open(() => removal.promise)
  expect(await inCell(deps, use, async () => 'done')).toBe('done')
  expect(phases).toEqual(['take'])
  removal.reject(new Error('busy'))
  await settle()
  expect(failures).toEqual([new Error('busy')])
})

test('a run that is given up before there is a cell has none to give back', async () => {
  const { deps, use, state } = open()
  const work = () => expect.unreachable()
  await expect(
    inCell(deps, { ...use, watch: { signal: AbortSignal.abort(new Error('enough')) } }, work),
  ).rejects.toThrow('enough')
  expect(state).toEqual({ taken: 0, given: 0 })
})
