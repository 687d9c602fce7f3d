import { webhookKeys } from '@runhive/contracts/webhook-keys'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { createSealedPayloads } from './sealed-payloads.ts'

const MINUTE_MS = 60_000

function open() {
  const mesh = createMemoryMesh()
  const keys = mesh.log(webhookKeys)
  const clock = { now: Date.parse('2030-01-01T00:00:00Z') }
  const payloads = createSealedPayloads({ keys, now: () => new Date(clock.now) })
  const names = async () => (await keys.stored()).map(({ key }) => key)
  return { payloads, clock, names, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('a payload can be read until its key is destroyed, by who knows whose it is', async () => {
  await using world = open()
  const owner = { accountId: 'a1', id: 'd1' }
  const sealed = await world.payloads.seal(owner, 'secret')
  expect(sealed).not.toContain('secret')
  expect(await world.payloads.open(owner, sealed)).toBe('secret')
  await world.payloads.destroy(owner)
  expect(await world.payloads.open(owner, sealed)).toBeUndefined()
  expect(await world.names()).toEqual([])
})

test('keys of what nobody waits for are destroyed, and none that was made a moment ago', async () => {
  await using world = open()
  for (const id of ['waiting', 'ended', 'removed']) await world.payloads.seal({ accountId: 'a1', id }, id)
  world.clock.now += 11 * MINUTE_MS
  await world.payloads.seal({ accountId: 'a1', id: 'new' }, 'new')
  const asked: string[][] = []
  await world.payloads.destroyUnused(async (ids) => {
    asked.push([...ids])
    return new Set(['waiting'])
  })
  expect(asked).toEqual([['waiting', 'ended', 'removed']])
  expect(await world.names()).toEqual(['a1.waiting', 'a1.new'])
})
