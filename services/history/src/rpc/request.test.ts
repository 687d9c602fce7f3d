import { history } from '@runhive/contracts/history'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { aRequest, aResult, refusing } from '../testing.ts'
import { request } from './request.ts'

const ID = aResult().id

async function open() {
  const mesh = createMemoryMesh()
  const find = async ({ accountId, id }: { accountId: string; id: string }) =>
    accountId === 'owner' && id === ID ? aRequest() : undefined
  await mesh.serve(history, { ...refusing, request: request({ find }) })
  return { ask: mesh.connect(history).request, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('the owner gets what was asked, as it was', async () => {
  await using world = await open()
  expect(await world.ask({ accountId: 'owner', id: ID })).toEqual(aRequest())
})

test("another account's request and one that was not kept are the same answer", async () => {
  await using world = await open()
  const answers = await Promise.all(
    [
      { accountId: 'stranger', id: ID },
      { accountId: 'owner', id: aResult().id },
    ].map((asked) => world.ask(asked).catch((error: unknown) => error)),
  )
  expect(answers[0]).toMatchObject({ code: 'NOT_FOUND', data: {} })
  expect(answers[0]).toEqual(answers[1])
})
