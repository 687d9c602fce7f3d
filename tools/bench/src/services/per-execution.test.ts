import { expect, test } from 'vitest'
import { growth, perExecution, scaled, total } from './per-execution.ts'
import { medians, summarizeTurns } from './results.ts'

test('what happens anyway in that time is no cost of executions', () => {
  const own = { atRestPerSecond: { auth: 8, contact: 5 }, seconds: 2, executions: 10 }
  expect(perExecution({ auth: 36, gateway: 30, contact: 10 }, own)).toEqual({
    auth: 2,
    gateway: 3,
    contact: 0,
  })
})

test('what was not seen in that time was used less than at rest, not nothing', () => {
  expect(perExecution({}, { atRestPerSecond: { contact: 5 }, seconds: 2, executions: 10 })).toEqual({
    contact: -1,
  })
})

test('a name that was not there before has grown from nothing', () => {
  expect(growth({ calls: 5, gone: 1 }, { calls: 7, pulls: 3 })).toEqual({ calls: 2, pulls: 3 })
  expect(scaled({ calls: 2 }, 0.5)).toEqual({ calls: 1 })
  expect(total({ calls: 2, pulls: 3 })).toBe(5)
})

test('a round that met a busy machine does not move the cost, and its waits are among all of them', () => {
  const turn = (auth: number, overheadsMs: number[]) => ({ seconds: 1, cpuMs: { auth }, overheadsMs })
  const turns = [turn(12, [4, 6]), turn(14, [5, 5]), turn(102, [90, 5])]
  expect(summarizeTurns('one caller', turns, { auth: 2 })).toEqual({
    load: 'one caller',
    executions: 6,
    cpuMs: { auth: 6 },
    overheadMs: { p25: 5, p50: 5, p95: 90 },
  })
})

test('a process that was only there in one round has no cost', () => {
  expect(medians([{ auth: 1 }, { auth: 2, contact: 9 }, { auth: 3 }])).toEqual({ auth: 2, contact: 0 })
})
