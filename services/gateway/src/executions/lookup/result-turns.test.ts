import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createResultTurns } from './result-turns.ts'

const MIB = 1024 * 1024

/** Reads that end when a test says so, in the order in which they began. */
function createReads() {
  const begun: string[] = []
  const ends: Array<(result: unknown) => void> = []
  const read = (name: string) => () => {
    begun.push(name)
    const { promise, resolve } = Promise.withResolvers<unknown>()
    ends.push(resolve)
    return promise
  }
  return { begun, read, end: (result: unknown = 'small') => ends.shift()?.(result) }
}

test('two results of an account are read at once, more in the order of asking, and others wait for none of them', async () => {
  const turns = createResultTurns()
  const reads = createReads()
  const all = ['a', 'b', 'c', 'd'].map((name) => turns.read('one', undefined, reads.read(name)))
  all.push(turns.read('two', undefined, reads.read('of two')))
  await nextTurn()
  expect(reads.begun).toEqual(['a', 'b', 'of two'])
  reads.end()
  await nextTurn()
  expect(reads.begun).toEqual(['a', 'b', 'of two', 'c'])
  for (let left = 0; left < 4; left++) {
    reads.end()
    await nextTurn()
  }
  expect(await Promise.all(all)).toHaveLength(5)
})

test('after a large result the next one of its account begins later, the sooner the smaller it was', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  using _ = { [Symbol.dispose]: () => void vi.useRealTimers() }
  const turns = createResultTurns()
  const reads = createReads()
  const all = ['a', 'b', 'c', 'd'].map((name) => turns.read('one', undefined, reads.read(name)))
  await nextTurn()
  reads.end({ run: { stdout: 'x'.repeat(4 * MIB), stderr: 'x'.repeat(4 * MIB) } })
  reads.end({ tests: [{ stdout: 'x'.repeat(MIB) }] })
  await nextTurn()
  expect(reads.begun).toEqual(['a', 'b'])
  await vi.advanceTimersByTimeAsync(125)
  await nextTurn()
  expect(reads.begun).toEqual(['a', 'b', 'c'])
  await vi.advanceTimersByTimeAsync(875)
  await nextTurn()
  expect(reads.begun).toEqual(['a', 'b', 'c', 'd'])
  reads.end()
  reads.end()
  expect(await Promise.all(all)).toHaveLength(4)
})

test('one that fails or is given up makes room for the next', async () => {
  const turns = createResultTurns()
  const reads = createReads()
  const fail = () => Promise.reject(new Error('away'))
  const leaving = new AbortController()
  const first = turns.read('one', undefined, reads.read('a'))
  const failed = turns.read('one', undefined, fail)
  const left = turns.read('one', leaving.signal, reads.read('left'))
  leaving.abort()
  await expect(failed).rejects.toThrow('away')
  await expect(left).rejects.toMatchObject({ code: 'CANCELLED' })
  const last = turns.read('one', AbortSignal.timeout(60_000), reads.read('b'))
  await nextTurn()
  expect(reads.begun).toEqual(['a', 'b'])
  reads.end()
  reads.end()
  await Promise.all([first, last])
})
