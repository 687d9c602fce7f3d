import { expect, test } from 'vitest'
import type { KeyRecord } from '../domain/admission.ts'
import { createApiKey } from '../domain/api-key.ts'
import { recordOf } from '../testing/key-record.ts'
import { CACHE_MS, createKeyVerifier } from './key-verifier.ts'

/** A table of one key, a clock that is turned by hand, and how often it was asked. */
function world(change: Partial<KeyRecord> = {}) {
  const key = createApiKey()
  const table = new Map<string, KeyRecord>()
  table.set(key.id, recordOf(key, change))
  const clock = { ms: 0 }
  const state = { lookUps: 0, gate: Promise.resolve() }
  const verify = createKeyVerifier({
    find: async (id) => {
      state.lookUps += 1
      const record = table.get(id)
      await state.gate
      return record
    },
    now: () => new Date(clock.ms),
    monotonicMs: () => clock.ms,
  })
  const deactivate = () => {
    const record = table.get(key.id)
    if (record) table.set(key.id, { ...record, deactivatedAt: new Date(clock.ms) })
  }
  return { key, clock, state, verify, deactivate }
}

test('a genuine key is looked up once within the time it is remembered', async () => {
  const { key, clock, state, verify } = world()
  expect(await verify(key)).toMatchObject({ accountId: 'a1' })
  clock.ms = CACHE_MS - 1
  expect(await verify(key)).toMatchObject({ accountId: 'a1' })
  expect(state.lookUps).toBe(1)
  clock.ms = CACHE_MS
  await verify(key)
  expect(state.lookUps).toBe(2)
})

test('a deactivated key is refused within half a second, however often it is used', async () => {
  const { key, clock, verify, deactivate } = world()
  await verify(key)
  deactivate()
  for (let ms = 0; ms < CACHE_MS; ms += 50) {
    clock.ms = ms
    await verify(key)
  }
  clock.ms = CACHE_MS
  expect(await verify(key)).toBeUndefined()
})

test('a slow look-up does not make a key live longer', async () => {
  const { key, clock, state, verify, deactivate } = world()
  const gate = Promise.withResolvers<void>()
  state.gate = gate.promise
  const slow = verify(key)
  deactivate()
  clock.ms = CACHE_MS
  const late = verify(key) // must not join a look-up that began before the key was deactivated
  gate.resolve()
  expect(await slow).toBeDefined()
  expect(await late).toBeUndefined()
  expect(await verify(key)).toBeUndefined()
})

test('a remembered key that expires is refused at that moment', async () => {
  const { key, clock, verify } = world({ expiresAt: new Date(100) })
  clock.ms = 99
  expect(await verify(key)).toBeDefined()
  clock.ms = 100
  expect(await verify(key)).toBeUndefined()
})

test('the right id with another secret is refused, remembered or not', async () => {
  const { key, verify } = world()
  const forged = { ...createApiKey(), id: key.id }
  expect(await verify(forged)).toBeUndefined()
  await verify(key)
  expect(await verify(forged)).toBeUndefined()
})

test('an unknown key is refused and not remembered: one made a moment later works at once', async () => {
  const { state, verify } = world()
  const unknown = createApiKey()
  expect(await verify(unknown)).toBeUndefined()
  expect(await verify(unknown)).toBeUndefined()
  expect(state.lookUps).toBe(2)
})

test('requests that come while a key is looked up share the answer', async () => {
  const { key, state, verify } = world()
  const all = await Promise.all(Array.from({ length: 64 }, () => verify(key)))
  expect(all.every((record) => record?.accountId === 'a1')).toBe(true)
  expect(state.lookUps).toBe(1)
})

test('a look-up that fails is an error, and the next request tries again', async () => {
  const { key, state, verify } = world()
  state.gate = Promise.reject(new Error('the database is unavailable'))
  await expect(verify(key)).rejects.toThrow('unavailable')
  state.gate = Promise.resolve()
  expect(await verify(key)).toBeDefined()
})

test('a key that is forgotten is looked up at its next use, and what was being read meanwhile is not remembered', async () => {
  const { key, state, verify, deactivate } = world()
  await verify(key)
  deactivate()
  verify.forget(key.id)
  expect(await verify(key)).toBeUndefined()

  const other = world()
  const gate = Promise.withResolvers<void>()
  other.state.gate = gate.promise
  const slow = other.verify(other.key)
  other.deactivate()
  other.verify.forget(other.key.id)
  const late = other.verify(other.key)
  gate.resolve()
  await slow
  expect(await late).toBeUndefined()
  expect(await other.verify(other.key)).toBeUndefined()
  expect(state.lookUps).toBe(2)
})

test('all keys of an account are forgotten at once, and those of others are not', async () => {
  const mine = world()
  await mine.verify(mine.key)
  mine.verify.forgetAccount('a2')
  await mine.verify(mine.key)
  expect(mine.state.lookUps).toBe(1)
  mine.verify.forgetAccount('a1')
  mine.deactivate()
  expect(await mine.verify(mine.key)).toBeUndefined()
})
