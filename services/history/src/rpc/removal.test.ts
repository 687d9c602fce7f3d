import { history } from '@runhive/contracts/history'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { aResult, refusing } from '../testing.ts'
import { remove } from './remove.ts'
import { removeAccount } from './remove-account.ts'

const NOW = new Date('2030-01-01')

async function open() {
  const kept = new Set([aResult().id])
  const steps: string[] = []
  const mesh = createMemoryMesh()
  await mesh.serve(history, {
    ...refusing,
    remove: remove({ remove: async ({ accountId, id }) => accountId === 'owner' && kept.delete(id) }),
    removeAccount: removeAccount({
      forget: async (accountId) => void steps.push(`forget ${accountId}`),
      remove: async ({ accountId, now }) => {
        steps.push(`remove ${accountId}`)
        return accountId === 'owner' && now === NOW ? { executions: 1 } : {}
      },
      now: () => NOW,
    }),
  })
  return { kept, steps, ...mesh.connect(history), [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test("what the owner removes is gone; again, and another's, is NOT_FOUND, the same answer", async () => {
  await using world = await open()
  const [id = ''] = world.kept
  const refused = (accountId: string) => world.remove({ accountId, id }).catch((error: unknown) => error)
  const stranger = await refused('stranger')
  expect(await world.remove({ accountId: 'owner', id })).toEqual({})
  const again = await refused('owner')
  expect(stranger).toMatchObject({ code: 'NOT_FOUND', data: {} })
  expect(again).toEqual(stranger)
})

test('removing an account says what was deleted, and of an account without anything: nothing', async () => {
  await using world = await open()
  expect(await world.removeAccount({ accountId: 'owner' })).toEqual({ deleted: { executions: 1 } })
  expect(await world.removeAccount({ accountId: 'nobody' })).toEqual({ deleted: {} })
})

test('what the mesh holds of an account goes first: nothing can be kept from there afterwards', async () => {
  await using world = await open()
  await world.removeAccount({ accountId: 'owner' })
  expect(world.steps).toEqual(['forget owner', 'remove owner'])
})
