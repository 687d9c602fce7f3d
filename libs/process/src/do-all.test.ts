import { expect, test } from 'vitest'
import { doAll } from './do-all.ts'

const fail = (message: string) => () => Promise.reject(new Error(message))

test('all tasks run, one after the other, even if some fail, and the failures are reported', async () => {
  const order: string[] = []
  const note = (name: string) => async () => void order.push(name)
  await doAll([note('a'), note('b')])
  await expect(doAll([fail('one'), note('c'), note('d')])).rejects.toThrow(/^one$/)
  await expect(doAll([fail('one'), note('e'), fail('two')])).rejects.toMatchObject({
    message: 'one; two',
    errors: [{ message: 'one' }, { message: 'two' }],
    cause: { message: 'one' },
  })
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('one that throws before it has begun holds up none', async () => {
  let done = false
  const works = [
    () => {
      throw new Error('at once')
    },
    async () => {
      done = true
    },
  ]
  await expect(doAll(works)).rejects.toThrow('at once')
  expect(done).toBe(true)
})
