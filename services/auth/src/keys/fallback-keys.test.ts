import { Unavailable } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import type { KeyRecord } from '../domain/admission.ts'
import { createApiKey } from '../domain/api-key.ts'
import type { DatabaseWatch } from '../outage/database-watch.ts'
import { recordOf } from '../testing/key-record.ts'
import { createFallbackKeys, FALLBACK_MS } from './fallback-keys.ts'

const AWAY = new Unavailable('away')

/** A table of keys, a clock turned by hand, and a database that can be away. */
function world(change: Partial<KeyRecord> = {}) {
  const key = createApiKey()
  const record = recordOf(key, change)
  const state: { away: boolean; good: boolean; ms: number } = { away: false, good: true, ms: 0 }
  const database: Pick<DatabaseWatch, 'withFallback'> = {
    withFallback: (work, fallback) => (state.away ? Promise.resolve(AWAY).then(fallback) : work()),
  }
  const keys = createFallbackKeys({
    verify: async ({ id, digest }) =>
      state.good && id === record.id && record.digest.every((byte, index) => byte === digest[index])
        ? record
        : undefined,
    database,
    now: () => new Date(state.ms),
    monotonicMs: () => state.ms,
  })
  return { key, record, state, keys }
}

test('a key that was good ten minutes ago is good while the database is away, and no longer', async () => {
  const { key, record, state, keys } = world()
  await keys.verify(key)
  state.away = true
  state.ms = FALLBACK_MS - 1
  expect(await keys.verify(key)).toBe(record)
  state.ms = FALLBACK_MS
  await expect(keys.verify(key)).rejects.toBe(AWAY)
})

test('without the database nobody learns which keys there are: unknown, wrong and expired ones fail alike', async () => {
  const { key, state, keys } = world({ expiresAt: new Date(1_000) })
  await keys.verify(key)
  state.away = true
  await expect(keys.verify(createApiKey())).rejects.toBe(AWAY)
  await expect(keys.verify({ ...createApiKey(), id: key.id })).rejects.toBe(AWAY)
  expect(await keys.verify(key)).toBeDefined()
  state.ms = 1_000
  await expect(keys.verify(key)).rejects.toBe(AWAY)
})

test.each([['key'], ['account']])(
  'a revoked %s has no fallback any more, not even by an answer from before',
  async (kind) => {
    const { key, record, state, keys } = world()
    await keys.verify(key)
    keys.forget(kind === 'key' ? { keyId: key.id } : { accountId: record.accountId })
    await keys.verify(key) // the look-up of a moment ago is still remembered elsewhere
    state.away = true
    await expect(keys.verify(key)).rejects.toBe(AWAY)
  },
)

test('a key that is good again some time after it was revoked has its fallback again', async () => {
  const { key, state, keys } = world()
  keys.forget({ keyId: key.id })
  state.ms = 60_000
  await keys.verify(key)
  state.away = true
  expect(await keys.verify(key)).toBeDefined()
})

test('a key found bad has no fallback any more, but a wrong guess at it changes nothing', async () => {
  const { key, state, keys } = world()
  await keys.verify(key)
  await keys.verify({ ...createApiKey(), id: key.id })
  state.away = true
  expect(await keys.verify(key)).toBeDefined()
  state.away = false
  state.good = false
  expect(await keys.verify(key)).toBeUndefined()
  state.away = true
  await expect(keys.verify(key)).rejects.toBe(AWAY)
})
