import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withTimeout } from './timeout.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = new Promise<never>(() => {})

test('work that ends in time gives its result, or its error, and leaves no timer', async () => {
  const onTimeout = vi.fn()
  expect(await withTimeout(Promise.resolve('done'), 100, onTimeout)).toBe('done')
  await expect(withTimeout(Promise.reject(new Error('broken')), 100, onTimeout)).rejects.toThrow('broken')
  expect(vi.getTimerCount()).toBe(0)
  expect(onTimeout).not.toHaveBeenCalled()
})

test('work that takes longer is replaced by what the timeout gives', async () => {
  const result = withTimeout(never, 100, () => 'late')
  await vi.advanceTimersByTimeAsync(100)
  expect(await result).toBe('late')
})

test('the caller gets the error that the timeout throws, however the work ends', async () => {
  const work = Promise.withResolvers<never>()
  const result = withTimeout(work.promise, 100, () => {
    throw new Error('late')
  })
  const rejected = expect(result).rejects.toThrow('late')
  await vi.advanceTimersByTimeAsync(100)
  await rejected
  work.reject(new Error('nobody is waiting for this'))
})
