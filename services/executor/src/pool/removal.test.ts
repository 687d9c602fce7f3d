import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { createRemovals } from './removal.ts'

/** An engine that refuses the first `refusals` removals. */
function open(refusals: number, pausesMs = [0, 0]) {
  let asked = 0
  const failures: unknown[] = []
  const known = new Set(['one'])
  const removals = createRemovals({
    engine: {
      remove: async () => {
        asked += 1
        if (asked <= refusals) throw new Error(`busy ${asked}`)
      },
    },
    known,
    onFailure: (error) => failures.push(error),
    pausesMs,
  })
  return { removals, known, failures, asked: () => asked }
}

async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false
  void promise.then(() => {
    settled = true
  })
  await settle()
  return settled
}

test('a container that resists at first is asked again, and is gone for everybody', async () => {
  const { removals, known, failures, asked } = open(2)
  expect(await removals.remove('one')).toBeUndefined()
  expect([asked(), failures, [...known]]).toEqual([3, [], []])
})

test('one that resists every attempt is told of once, and left until a later attempt succeeds', async () => {
  const { removals, known, failures } = open(4)
  const leftover = await removals.remove('one')
  expect(failures).toEqual([new Error('busy 3')])
  expect(await removals.retry()).toBe(0)
  expect(await isSettled(leftover!.whenGone)).toBe(false)
  expect([...known]).toEqual(['one'])
  expect(await removals.retry()).toBe(1)
  expect(await isSettled(leftover!.whenGone)).toBe(true)
  expect([...known]).toEqual([])
  expect(await removals.retry()).toBe(0)
})

test('what an earlier life left is taken over, and tried again like any other', async () => {
  const { removals, known, asked } = open(0)
  const { whenGone } = removals.adopt('old')
  expect([asked(), known.has('old')]).toEqual([0, true])
  expect(await removals.retry()).toBe(1)
  await whenGone
  expect(known.has('old')).toBe(false)
})
