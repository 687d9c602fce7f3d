import { Unavailable } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import { PLAN } from '../testing/admission.ts'
import { createPlanCache, PLAN_FRESH_MS } from './plan-cache.ts'

const AWAY = new Unavailable('away')

function world() {
  const table = new Map([['a1', PLAN]])
  const state = { away: false, ms: 0, lookUps: 0 }
  const find = createPlanCache({
    find: async (of) => {
      state.lookUps += 1
      return table.get(of)
    },
    database: {
      withFallback: (work, fallback) => (state.away ? Promise.resolve(AWAY).then(fallback) : work()),
    },
    monotonicMs: () => state.ms,
  })
  return { table, state, find }
}

test('a plan is looked up once in half a second, and a change is seen after it', async () => {
  const { table, state, find } = world()
  await Promise.all(Array.from({ length: 20 }, () => find('a1')))
  table.set('a1', { ...PLAN, name: 'other' })
  state.ms = PLAN_FRESH_MS - 1
  expect(await find('a1')).toMatchObject({ name: 'free' })
  expect(state.lookUps).toBe(1)
  state.ms = PLAN_FRESH_MS
  expect(await find('a1')).toMatchObject({ name: 'other' })
  expect(PLAN_FRESH_MS).toBeLessThan(1_000)
})

test('while the database is away the last plan known counts on; of an account never seen nothing is known', async () => {
  const { state, find } = world()
  await find('a1')
  state.away = true
  state.ms = 60_000
  expect(await find('a1')).toEqual(PLAN)
  await expect(find('a2')).rejects.toBe(AWAY)
})

test('an account that is gone has no plan', async () => {
  const { table, state, find } = world()
  await find('a1')
  table.clear()
  state.ms = PLAN_FRESH_MS
  expect(await find('a1')).toBeUndefined()
})
