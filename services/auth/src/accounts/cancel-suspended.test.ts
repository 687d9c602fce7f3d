import { expect, test } from 'vitest'
import type { Slot } from '../domain/limits.ts'
import { createCancelSuspended } from './cancel-suspended.ts'

function world(live: Slot[], recent = false) {
  const cancelled: string[] = []
  const failing = new Set<string>()
  const pass = createCancelSuspended({
    listLive: async () => live,
    anySuspendedWithin: async () => recent,
    cancel: async (key) => {
      if (failing.has(key)) throw new Error('the mesh is away')
      cancelled.push(key)
    },
  })
  return { pass, cancelled, failing }
}

const slot = (executionId: string): Slot => ({ owner: 'a', executionId })

test('each execution is cancelled once, and one that was admitted meanwhile as well', async () => {
  const live = Array.from({ length: 250 }, (_, nr) => slot(String(nr)))
  const { pass, cancelled } = world(live)
  await pass()
  await pass()
  expect(cancelled).toEqual(live.map(({ executionId }) => `a.${executionId}`))
  live.push(slot('late'))
  await pass()
  expect(cancelled.filter((key) => key === 'a.late')).toHaveLength(1)
  expect(cancelled).toHaveLength(251)
})

test('one that cannot be cancelled does not stop the others, and only that one is tried again', async () => {
  const live = Array.from({ length: 150 }, (_, nr) => slot(String(nr)))
  const { pass, cancelled, failing } = world(live)
  failing.add('a.0')
  await expect(pass()).rejects.toThrow('away')
  expect(cancelled).toHaveLength(149)
  failing.clear()
  await pass()
  expect(cancelled).toHaveLength(150)
})

test('what could not be cancelled is cancelled the next time', async () => {
  const { pass, cancelled, failing } = world([slot('one')])
  failing.add('a.one')
  await expect(pass()).rejects.toThrow('away')
  failing.clear()
  await pass()
  expect(cancelled).toEqual(['a.one'])
})

test.each([
  ['something of a suspended account may run', [slot('one')], false, 1_000],
  ['an account was suspended a moment ago', [], true, 1_000],
  ['nothing is expected', [], false, 30_000],
])('when %s it looks again in good time', async (_, live, recent, expectedMs) => {
  expect(await world(live, recent).pass()).toBe(expectedMs)
})
