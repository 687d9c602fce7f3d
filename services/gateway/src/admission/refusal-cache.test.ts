import { RpcError } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import { createRefusalCache } from './refusal-cache.ts'

const limited = (limit: string, retryAfterMs: number) =>
  new RpcError('LIMITED', { data: { limit, of: 'key', maximum: 1, retryAfterMs } })

/** Asks for one procedure; how it is answered, and how often, the test says. */
function asking() {
  const state = { nowMs: 0, asked: 0, refusal: undefined as Error | undefined }
  const refusals = createRefusalCache(() => state.nowMs)
  const ask = (procedure = 'languages.list') =>
    refusals
      .ask(procedure, async () => {
        state.asked += 1
        if (state.refusal) throw state.refusal
        return 'admitted'
      })
      .catch((error: unknown) => error)
  return { state, ask }
}

test.each([
  ['UNAUTHENTICATED', new RpcError('UNAUTHENTICATED'), 500],
  ['FORBIDDEN', new RpcError('FORBIDDEN', { data: { scope: 'keys' } }), 500],
  ['a rate that is long', limited('rate', 30_000), 500],
  ['a rate that is soon there again', limited('rate', 40), 40],
  ['a quota', limited('quota', 80_000_000), 500],
])('%s is remembered for a moment, and no longer', async (_, refusal, forMs) => {
  const { state, ask } = asking()
  state.refusal = refusal
  expect(await ask()).toBe(refusal)
  state.refusal = undefined
  state.nowMs = forMs - 1
  expect(await ask()).toBe(refusal)
  expect(state.asked).toBe(1)
  state.nowMs = forMs
  expect(await ask()).toBe('admitted')
})

test.each([
  ['a yes', undefined],
  ['a place that may be free at once', limited('concurrency', 1_000)],
  ['that auth is away', new RpcError('UNAVAILABLE')],
])('%s is not remembered', async (_, refusal) => {
  const { state, ask } = asking()
  state.refusal = refusal
  await ask()
  await ask()
  expect(state.asked).toBe(2)
})

test('what was refused for one procedure says nothing about another, which may have its own rate', async () => {
  const { state, ask } = asking()
  state.refusal = limited('rate', 30_000)
  await ask('contact.send')
  state.refusal = undefined
  expect(await ask()).toBe('admitted')
})
