import { history } from '@runhive/contracts/history'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { aResult, refusing } from '../testing.ts'
import { get } from './get.ts'

async function open() {
  const result = aResult()
  const mesh = createMemoryMesh()
  const find = async ({ accountId, id }: { accountId: string; id: string }) =>
    accountId === 'owner' && id === result.id ? result : undefined
  await mesh.serve(history, { ...refusing, get: get({ find }) })
  return { result, ask: mesh.connect(history).get, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('the owner gets the whole result', async () => {
  await using world = await open()
  expect(await world.ask({ accountId: 'owner', id: world.result.id })).toEqual(world.result)
})

test("another account's execution and one that never was are the same answer", async () => {
  await using world = await open()
  const answers = await Promise.all([
    world.ask({ accountId: 'stranger', id: world.result.id }).catch((error: unknown) => error),
    world.ask({ accountId: 'owner', id: aResult().id }).catch((error: unknown) => error),
  ])
  expect(answers[0]).toMatchObject({ code: 'NOT_FOUND', data: {} })
  expect(answers[0]).toEqual(answers[1])
})

test('an id that is none is BAD_INPUT', async () => {
  await using world = await open()
  await expect(world.ask({ accountId: 'owner', id: "' or true" })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
})
