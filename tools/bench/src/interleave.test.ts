import { expect, test } from 'vitest'
import { endTimes, interleave, sustainedPerSecond } from './interleave.ts'

function recorder(log: string[], name: string) {
  return { name, measure: async () => ({ ms: log.push(name) }) }
}

test('variants take turns, backwards every second round, and the warm-up is not counted', async () => {
  const log: string[] = []
  const settled: number[] = []
  const samples = await interleave([recorder(log, 'a'), recorder(log, 'b')], {
    rounds: 2,
    warmUp: 1,
    settle: async () => void settled.push(log.length),
  })
  expect(log).toEqual(['a', 'b', 'b', 'a', 'a', 'b'])
  expect(settled).toEqual([0, 1, 2, 3, 4, 5])
  expect(samples.get('a')?.map((sample) => sample.ms)).toEqual([4, 5])
})

test('a variant is measured several times in a row where that is asked, and settles once for all of them', async () => {
  const log: string[] = []
  let settled = 0
  const samples = await interleave([recorder(log, 'a'), recorder(log, 'b')], {
    rounds: 1,
    warmUp: 0,
    repeat: 3,
    settle: async () => {
      settled += 1
    },
  })
  expect(log).toEqual(['a', 'a', 'a', 'b', 'b', 'b'])
  expect(samples.get('b')).toHaveLength(3)
  expect(settled).toBe(2)
})

test('work is done exactly as often as asked, never more at once than allowed', async () => {
  let active = 0
  let most = 0
  const ends = await endTimes(10, 3, async () => {
    active += 1
    most = Math.max(most, active)
    await new Promise(setImmediate)
    active -= 1
  })
  expect(ends).toHaveLength(10)
  expect(most).toBe(3)
})

test('the sustained rate leaves the head start out', () => {
  // Four at once within 10 ms, then one every 100 ms.
  const ends = [10, 10, 10, 10, 110, 210, 310]
  expect(sustainedPerSecond(ends, 4)).toBeCloseTo(10)
  expect(() => sustainedPerSecond([5], 1)).toThrow('too few runs')
})
