import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { openRun } from '../../testing/open-run.ts'

const program = { interactive: false }

test('a run that somebody may know of has an address from its beginning to its end', async () => {
  const run = openRun(program)
  expect(run.isReachable()).toBe(true)
  await settle()
  run.end()
  await run.result
  expect(run.isReachable()).toBe(false)
})

test('one that nobody can know of yet has its address when that is over', async () => {
  const run = openRun(program, {}, 100)
  await run.clock.advance(99)
  expect(run.isReachable()).toBe(false)
  await run.clock.advance(1)
  expect(run.isReachable()).toBe(true)
  run.end()
  await run.result
  expect(run.isReachable()).toBe(false)
})

test('one that has ended by then never has an address, however long its end takes to be stored', async () => {
  const run = openRun(program, {}, 100)
  await settle()
  run.end()
  await run.result
  await run.clock.advance(1_000)
  expect(run.hold?.isOver).toBe(true)
  expect(run.isReachable()).toBe(false)
})
