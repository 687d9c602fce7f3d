import { setImmediate } from 'node:timers/promises'
import { RunhiveError } from '@runhive/client'
import { expect, test } from 'vitest'
import { createTyping, type TypingCalls } from './typing.ts'

/** A service whose writes end under the test's control. */
function openService() {
  const written: string[] = []
  const answers: PromiseWithResolvers<unknown>[] = []
  const calls: TypingCalls = {
    write: {
      mutate({ data }) {
        written.push(data)
        const answer = Promise.withResolvers<unknown>()
        answers.push(answer)
        return answer.promise
      },
    },
    resize: { mutate: async () => ({}) },
    signal: { mutate: async () => ({}) },
  }
  return { written, answers, calls }
}

test('what is typed while a write is under way goes together, in order', async () => {
  const { written, answers, calls } = openService()
  const typing = createTyping(calls, () => 'run')
  for (const key of 'hello') typing.type(key)
  expect(written).toEqual(['h'])
  answers[0]?.resolve({})
  await expect.poll(() => written).toEqual(['h', 'ello'])
})

test('a write that came too early is made again, and nothing is lost', async () => {
  const { written, answers, calls } = openService()
  const typing = createTyping(calls, () => 'run')
  typing.type('a')
  typing.type('b')
  answers[0]?.reject(new RunhiveError('slower', { code: 'RATE_LIMITED', details: { retryAfterMs: 1 } }))
  await expect.poll(() => written).toEqual(['a', 'a'])
  answers[1]?.resolve({})
  await expect.poll(() => written).toEqual(['a', 'a', 'b'])
})

test('what nobody reads any more is forgotten, and does not reach the next program', async () => {
  const { written, answers, calls } = openService()
  let running: string | undefined = 'first'
  const typing = createTyping(calls, () => running)
  typing.type('a')
  typing.type('late')
  running = undefined
  answers[0]?.reject(new RunhiveError('gone', { code: 'NOT_FOUND' }))
  await setImmediate()
  running = 'second'
  typing.type('b')
  expect(written).toEqual(['a', 'b'])
})

test('a chunk never ends in half a character', async () => {
  const { written, answers, calls } = openService()
  const typing = createTyping(calls, () => 'run')
  typing.type(`${'x'.repeat(15_999)}😀`)
  answers[0]?.resolve({})
  await expect.poll(() => written.length).toBe(2)
  expect(written.join('')).toBe(`${'x'.repeat(15_999)}😀`)
  for (const chunk of written) expect(chunk.isWellFormed()).toBe(true)
})
