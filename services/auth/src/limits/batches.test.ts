import { expect, test } from 'vitest'
import { createBatches } from './batches.ts'

/** Answers are given by hand, batch by batch. */
function world(options: { size: number; inFlight: number }) {
  const batches: Array<{ questions: readonly number[]; answer: () => void; fail: (error: Error) => void }> =
    []
  const ask = createBatches<number, string>({
    ...options,
    answer(questions) {
      const answered = Promise.withResolvers<string[]>()
      const answer = () => answered.resolve(questions.map((question) => `answer ${question}`))
      batches.push({ questions, answer, fail: answered.reject })
      return answered.promise
    },
  })
  return { ask, batches, asked: () => batches.map(({ questions }) => questions) }
}

test('the first question goes at once and alone; those that come meanwhile go together, in their order', async () => {
  const { ask, batches, asked } = world({ size: 10, inFlight: 1 })
  const answers = [1, 2, 3].map(ask)
  expect(asked()).toEqual([[1]])
  batches[0]?.answer()
  expect(await answers[0]).toBe('answer 1')
  expect(asked()).toEqual([[1], [2, 3]])
  batches[1]?.answer()
  expect(await Promise.all(answers)).toEqual(['answer 1', 'answer 2', 'answer 3'])
})

test('a batch is no larger, and no more of them are under way, than was said', async () => {
  const { ask, batches, asked } = world({ size: 2, inFlight: 2 })
  const answers = [1, 2, 3, 4, 5].map(ask)
  expect(asked()).toEqual([[1], [2]])
  batches[1]?.answer()
  await answers[1]
  expect(asked()).toEqual([[1], [2], [3, 4]])
  for (const next of [0, 2]) batches[next]?.answer()
  await answers[3]
  batches[3]?.answer()
  expect(await Promise.all(answers)).toHaveLength(5)
})

test('questions that are asked together leave together', async () => {
  const { ask, batches, asked } = world({ size: 10, inFlight: 2 })
  const answers = ask.all([1, 2, 3])
  expect(asked()).toEqual([[1, 2, 3]])
  batches[0]?.answer()
  expect(await answers).toHaveLength(3)
})

test('what fails fails for its own batch, and the next one is asked', async () => {
  const { ask, batches } = world({ size: 10, inFlight: 1 })
  const [first, second] = [ask(1), ask(2)]
  batches[0]?.fail(new Error('away'))
  await expect(first).rejects.toThrow('away')
  batches[1]?.answer()
  expect(await second).toBe('answer 2')
})

test('a batch that gets too few answers leaves nobody waiting', async () => {
  const ask = createBatches<number, string>({ answer: async () => [], size: 10, inFlight: 1 })
  await expect(ask(1)).rejects.toThrow('no answer')
})
