import { expect, test } from 'vitest'
import { findUnheard, isComplete } from './nats-copies.ts'

const SECOND = 1_000_000_000
const good = { name: 'b', current: true, active: 0.4 * SECOND }
const behind = { name: 'c', current: false, active: 0.9 * SECOND, lag: 70 }
const mute = { name: 'c', current: false, active: 75 * SECOND, lag: 70 }
const dead = { ...mute, offline: true }

const stream = (name: string, ...replicas: Array<typeof behind | typeof good | typeof dead>) => ({
  config: { name },
  cluster: { leader: 'a', replicas },
})

test('a server that is there and that no leader hears is told from one that is behind, and from one that is gone', () => {
  expect(findUnheard([stream('ONE', good, mute), stream('TWO', good, mute)])).toEqual(['c'])
  expect(findUnheard([stream('ONE', good, { ...mute, active: 0 })])).toEqual(['c'])
  expect(findUnheard([stream('ONE', good, behind)])).toEqual([])
  expect(findUnheard([stream('ONE', good, dead)])).toEqual([])
})

test('a server that one leader hears is not mute, and of a stream without a leader nothing is known', () => {
  expect(findUnheard([stream('ONE', good, mute), stream('TWO', good, behind)])).toEqual([])
  expect(findUnheard([{ config: { name: 'ONE' }, cluster: { replicas: [mute] } }])).toEqual([])
})

test('a stream is complete when somebody leads it and no copy is behind', () => {
  expect(isComplete(stream('ONE', good))).toBe(true)
  expect(isComplete(stream('ONE', good, behind))).toBe(false)
  expect(isComplete(stream('ONE', { ...good, lag: 1 }))).toBe(false)
  expect(isComplete({ config: { name: 'ONE' }, cluster: { replicas: [good] } })).toBe(false)
})
