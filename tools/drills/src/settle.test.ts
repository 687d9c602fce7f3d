import { expect, test } from 'vitest'
import { settle } from './settle.ts'

test('looks again until nothing is in the way', async () => {
  const looks = ['two are left', 'one is left', undefined]
  expect(await settle(async () => looks.shift(), 60_000)).toBeUndefined()
  expect(looks).toEqual([])
})

test('when time is up it tells what the last look saw', async () => {
  expect(await settle(async () => 'one is left', 0)).toBe('one is left')
})

test('a look that fails is in the way, and the next one may see that nothing is', async () => {
  const fail = async () => Promise.reject(new Error('nobody answers'))
  expect(await settle(fail, 0)).toBe('nobody answers')
  const looks = [fail, async () => undefined]
  expect(await settle(async () => looks.shift()?.(), 60_000)).toBeUndefined()
})
