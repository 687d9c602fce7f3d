import { expect, test } from 'vitest'
import { createAnonymousAccounts } from './anonymous.ts'

function world() {
  const clock = { at: new Date('2030-01-01T23:59:59.999Z') }
  const state = { lookUps: 0, away: false }
  const accountOf = createAnonymousAccounts({
    findSecret: async (day) => {
      state.lookUps += 1
      if (state.away) throw new Error('away')
      return Buffer.from(`secret of ${day}`)
    },
    now: () => clock.at,
  })
  return { clock, state, accountOf }
}

test('one address is one account for a day, and another one the next day', async () => {
  const { clock, state, accountOf } = world()
  const today = await accountOf('192.0.2.1')
  expect(today).toMatch(/^anon-[0-9a-f]{32}$/)
  expect(await accountOf('192.0.2.1')).toBe(today)
  expect(await accountOf('192.0.2.2')).not.toBe(today)
  expect(state.lookUps).toBe(1)
  clock.at = new Date('2030-01-02T00:00:00Z')
  expect(await accountOf('192.0.2.1')).not.toBe(today)
})

test('a secret that could not be had is asked for again', async () => {
  const { state, accountOf } = world()
  state.away = true
  await expect(accountOf('192.0.2.1')).rejects.toThrow('away')
  state.away = false
  expect(await accountOf('192.0.2.1')).toMatch(/^anon-/)
})
