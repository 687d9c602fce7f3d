import { history } from '@runhive/contracts/history'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { refusing } from '../testing.ts'
import { analytics } from './analytics.ts'
import { usage } from './usage.ts'

const day = { day: '2030-01-01', language: 'python', runs: 2, errors: 1, cpuSeconds: 0.5 }
const days = { from: '2030-01-01', to: '2030-01-31' }

async function open() {
  const asked: unknown[] = []
  const mesh = createMemoryMesh()
  await mesh.serve(history, {
    ...refusing,
    usage: usage({
      usage: async (query) => {
        asked.push(query)
        return [day]
      },
    }),
    analytics: analytics({
      analytics: async (query) => {
        asked.push(query)
        return [{ ...day, accounts: 3 }]
      },
    }),
  })
  return { asked, ...mesh.connect(history), [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('an account asks for its own days, an operator for those of all', async () => {
  await using world = await open()
  expect(await world.usage({ accountId: 'a1', ...days })).toEqual({ days: [day] })
  expect(await world.analytics(days)).toEqual({ days: [{ ...day, accounts: 3 }] })
  expect(world.asked).toEqual([{ accountId: 'a1', ...days }, days])
})

test.each([{ from: '2030-13-01' }, { to: '2030-01-01T00:00:00Z' }, { from: '' }])(
  'what is no day is BAD_INPUT: %j',
  async (change) => {
    await using world = await open()
    const asked = world.usage({ accountId: 'a1', ...days, ...change })
    await expect(asked).rejects.toMatchObject({ code: 'BAD_INPUT' })
  },
)
