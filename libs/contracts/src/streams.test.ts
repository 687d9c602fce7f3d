import { expect, test } from 'vitest'
import * as z from 'zod'
import { isNoResponder, isRetryable, RpcError } from './define.ts'
import { workQueue } from './streams.ts'

const settings = {
  name: 'JOBS',
  subject: 'jobs.queue',
  item: z.object({}),
  maxItems: 1,
  maxBytes: 1024 * 1024,
  leaseMs: 1,
  dedupeMs: 1,
}

test('a queue may have lanes with positive integer weights, and names that fit into a subject', () => {
  expect(workQueue({ ...settings, lanes: { first: 3, 'lane-2': 1 } }).lanes).toEqual({
    first: 3,
    'lane-2': 1,
  })
  expect(workQueue(settings).lanes).toBeUndefined()
})

test.each([
  [{}, 'at least one'],
  [{ a: 0 }, 'positive integer'],
  [{ a: 1.5 }, 'positive integer'],
  [{ a: 1, b: -1 }, 'positive integer'],
  [{ a: Number.POSITIVE_INFINITY }, 'positive integer'],
  [{ 'a.b': 1 }, 'no lane can be called "a.b"'],
  [{ '*': 1 }, 'no lane can be called "*"'],
  [{ '': 1 }, 'no lane can be called ""'],
])('lanes %j are refused', (lanes, why) => {
  expect(() => workQueue({ ...settings, lanes })).toThrow(why)
})

test('only an UNAVAILABLE that says so means that nobody is there', () => {
  const data = { reason: 'no responder' }
  expect(isNoResponder(new RpcError('UNAVAILABLE', { data }))).toBe(true)
  expect(isRetryable(new RpcError('UNAVAILABLE', { data }))).toBe(true)
  for (const other of [
    new RpcError('UNAVAILABLE'),
    new RpcError('UNAVAILABLE', { data: null }),
    new RpcError('INTERNAL', { data }),
    new Error('no responder'),
    undefined,
  ]) {
    expect(isNoResponder(other)).toBe(false)
  }
})
