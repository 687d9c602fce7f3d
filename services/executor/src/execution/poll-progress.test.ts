import { contract, Unavailable } from '@runhive/contracts/define'
import { gateway } from '@runhive/contracts/gateway'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { createProgressPoll } from './poll-progress.ts'

const progressOnly = contract('gateway', { progress: gateway.procedures.progress })

const KEY = 'acc.018f0000-0000-7000-8000-000000000001'

test('who gets no answer asks again until there is one', async () => {
  await using mesh = createMemoryMesh()
  let asked = 0
  await mesh.serve(progressOnly, {
    progress: async () => {
      asked += 1
      if (asked < 3) throw new Unavailable('the log is away')
      return { newest: 7, finished: false }
    },
  })
  const ask = createProgressPoll(mesh.connect(gateway), new AbortController().signal, 0)
  await expect(ask(KEY)).resolves.toEqual({ newest: 7, finished: false })
  expect(asked).toBe(3)
})

test('an executor that stops does not wait for an answer', async () => {
  await using mesh = createMemoryMesh()
  await mesh.serve(contract('gateway', {}), {})
  const stop = new AbortController()
  const answer = createProgressPoll(mesh.connect(gateway), stop.signal)(KEY)
  stop.abort()
  await expect(answer).rejects.toThrow()
})

test('a no is not asked for twice', async () => {
  await using mesh = createMemoryMesh()
  await mesh.serve(progressOnly, { progress: async () => ({ newest: 0, finished: false }) })
  const ask = createProgressPoll(mesh.connect(gateway), new AbortController().signal)
  await expect(ask('acc.*')).rejects.toMatchObject({ code: 'BAD_INPUT' })
})
