import { expect, test } from 'vitest'
import { runLoad } from './loads.ts'

test('every call is made, so many at once at most, and the pool fills again after each row', async () => {
  let [underWay, most] = [0, 0]
  const refilled: number[] = []
  const samples = await runLoad({ callers: 4, pauseMs: 0, inARow: 12 }, 25, {
    async call() {
      underWay += 1
      most = Math.max(most, underWay)
      await Promise.resolve()
      underWay -= 1
      return { ms: 1 }
    },
    refill: async (used) => void refilled.push(used),
  })
  expect([samples.length, most, refilled]).toEqual([25, 4, [12, 12, 1]])
})
