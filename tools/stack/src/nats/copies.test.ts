import { expect, test } from 'vitest'
import { isComplete, isHeard, type StreamReport } from './copies.ts'

const SECOND = 1_000_000_000
const good = { name: 'b', current: true, active: 0.4 * SECOND }
const behind = { name: 'c', current: false, active: 0.9 * SECOND, lag: 70 }
const mute = { name: 'c', current: false, active: 75 * SECOND, lag: 70 }
const dead = { ...mute, offline: true }

type Copy = NonNullable<NonNullable<StreamReport['cluster']>['replicas']>[number]
const stream = (name: string, ...replicas: Copy[]) => ({
  config: { name },
  cluster: { leader: 'a', replicas },
})

test('a server is heard when one leader heard it within the time, however far behind it is', () => {
  expect(isHeard([stream('ONE', good, behind)], 'c', 3_000)).toBe(true)
  expect(isHeard([stream('ONE', good, mute), stream('TWO', good, behind)], 'c', 3_000)).toBe(true)
  expect(isHeard([stream('ONE', good, mute)], 'c', 3_000)).toBe(false)
  expect(isHeard([stream('ONE', good, { ...mute, active: 0 })], 'c', 3_000)).toBe(false)
})

test('that a copy passes for current does not mean that its server was heard since then', () => {
  expect(isHeard([stream('ONE', { ...good, active: 3 * SECOND })], 'b', 2_000)).toBe(false)
})

test('who leads is heard', () => {
  expect(isHeard([stream('ONE', good, mute)], 'a', 3_000)).toBe(true)
})

test('of a server that is not there, and of streams without a leader, nobody can say', () => {
  expect(isHeard([stream('ONE', good, dead)], 'c', 3_000)).toBeUndefined()
  expect(isHeard([{ config: { name: 'ONE' }, cluster: { replicas: [mute] } }], 'c', 3_000)).toBeUndefined()
  expect(isHeard([], 'c', 3_000)).toBeUndefined()
})

test('a stream is complete when somebody leads it and no copy is behind', () => {
  expect(isComplete(stream('ONE', good))).toBe(true)
  expect(isComplete(stream('ONE', good, behind))).toBe(false)
  expect(isComplete(stream('ONE', { ...good, lag: 1 }))).toBe(false)
  expect(isComplete({ config: { name: 'ONE' }, cluster: { replicas: [good] } })).toBe(false)
})
