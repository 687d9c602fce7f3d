import { RpcError, Unavailable } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import type { BatchHandler } from '../mesh.ts'
import { handleBatch } from './handle-batch.ts'

async function run(attempts: readonly number[], handler: BatchHandler<string>) {
  const ends = new Map<number, string>()
  const tries: number[][] = []
  const held = attempts.map((attempt, at) => ({
    event: { key: 'a.1', number: at + 1, event: 'event' },
    attempt,
    done: () => void ends.set(at + 1, 'done'),
    giveBack: (code: string) => void ends.set(at + 1, code),
  }))
  const failures: number[][] = []
  const isAvailable = await handleBatch(
    held,
    (events, later) => {
      tries.push(events.map(({ number }) => number))
      return handler(events, later)
    },
    (events) => void failures.push(events.map(({ event }) => event.number)),
  )
  return { ends: Object.fromEntries(ends), tries, failures, isAvailable }
}
const failingWith = (error: Error, bad: number): BatchHandler<string> => {
  return async (events) => {
    if (events.some(({ number }) => number === bad)) throw error
  }
}

test('a batch that fails is split until what fails stands alone, and the others succeed', async () => {
  const { ends, tries, failures, isAvailable } = await run([1, 1, 1, 1, 1], failingWith(new Error('bad'), 4))
  expect(tries).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [4, 5], [4], [5]])
  expect(ends).toEqual({ 1: 'done', 2: 'done', 3: 'done', 4: 'INTERNAL', 5: 'done' })
  expect(failures).toEqual([[4]])
  expect(isAvailable).toBe(true)
})

test.each([new Unavailable('the database is away'), new RpcError('UNAVAILABLE')])(
  'what is unavailable is not asked again for each of them: %s',
  async (error) => {
    const { ends, tries, failures, isAvailable } = await run([1, 1, 1], failingWith(error, 2))
    expect(tries).toEqual([[1, 2, 3]])
    expect(ends).toEqual({ 1: 'UNAVAILABLE', 2: 'UNAVAILABLE', 3: 'UNAVAILABLE' })
    expect(failures).toEqual([[1, 2, 3]])
    expect(isAvailable).toBe(false)
  },
)

test('what has come too often takes no others with it', async () => {
  const { ends, tries } = await run([1, 4, 3, 9], failingWith(new Unavailable('it ends the process'), 2))
  expect(tries).toEqual([[1, 3], [2], [4]])
  expect(ends).toEqual({ 1: 'done', 2: 'UNAVAILABLE', 3: 'done', 4: 'done' })
})

test('what is put off comes again, also after a split, and what was put off by a try that failed is tried', async () => {
  let first = true
  const { ends, tries } = await run([1, 1], async ([event], later) => {
    if (event && (first || event.number === 2)) later(event)
    if (first) {
      first = false
      throw new Error('not together')
    }
  })
  expect(tries).toEqual([[1, 2], [1], [2]])
  expect(ends).toEqual({ 1: 'done', 2: 'UNAVAILABLE' })
})
