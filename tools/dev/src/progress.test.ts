import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProgress } from './progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Progress under a clock that only moves by `pass`. */
function open() {
  const lines: string[] = []
  let now = 0
  const pass = async (ms: number) => {
    now += ms
    await vi.advanceTimersByTimeAsync(ms)
  }
  return {
    lines,
    pass,
    progress: createProgress(
      (line) => lines.push(line),
      () => now,
    ),
  }
}

test('a long step says what it does, every ten seconds that it still does, and how long it took', async () => {
  const { lines, pass, progress } = open()
  const gate = Promise.withResolvers<string>()
  const step = progress.step('fetching', () => gate.promise)
  await pass(10_000)
  await pass(2_400)
  gate.resolve('fetched')
  expect(await step).toBe('fetched')
  expect(lines).toEqual(['· fetching', '  still fetching (10.0 s)', '  done in 12.4 s'])
})

test('a short step takes one line', async () => {
  const { lines, progress } = open()
  await progress.step('looking', async () => undefined)
  expect(lines).toEqual(['· looking'])
})

test('a step that fails says so, passes its error on, and is not heard of again', async () => {
  const { lines, pass, progress } = open()
  const failing = progress.step('fetching', () => Promise.reject(new Error('no route')))
  await expect(failing).rejects.toThrow('no route')
  await pass(30_000)
  expect(lines).toEqual(['· fetching', '  failed after 0.0 s'])
})
