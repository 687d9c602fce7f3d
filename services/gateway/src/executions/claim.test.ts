import { idempotencyClaims } from '@runhive/contracts/executions'
import { ExecutionRequest } from '@runhive/contracts/request'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { claimExecution } from './claim.ts'

const request = ExecutionRequest.parse({ language: 'python', source: 'print(1)', idempotencyKey: 'a key' })
const newId = () => crypto.randomUUID()

function open() {
  const mesh = createMemoryMesh()
  const claims = mesh.log(idempotencyClaims)
  const hold = (own: Partial<Parameters<typeof claimExecution>[1]> = {}) =>
    claimExecution({ claims }, { accountId: 'ada', key: 'a key', executionId: newId(), request, ...own })
  const claim = async (own?: Parameters<typeof hold>[0]) => (await hold(own)).executionId
  return { hold, claim }
}

test('the first one has the key, and whoever asks again gets the same execution', async () => {
  const { claim } = open()
  const executionId = newId()
  expect(await claim({ executionId })).toBe(executionId)
  expect(await claim()).toBe(executionId)
})

test('of many at once exactly one wins, and all are told the same', async () => {
  const { claim } = open()
  const told = await Promise.all(Array.from({ length: 50 }, () => claim()))
  expect(new Set(told).size).toBe(1)
})

test('another account, or another key, is another execution', async () => {
  const { claim } = open()
  const ids = [await claim(), await claim({ accountId: 'bob' }), await claim({ key: 'another' })]
  expect(new Set(ids).size).toBe(3)
})

test('another request under the same key is a conflict', async () => {
  const { claim } = open()
  await claim()
  await expect(claim({ request: { ...request, stdin: 'other' } })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('whoever asks again is told whether the queue has it', async () => {
  const { hold } = open()
  const held = await hold()
  expect((await hold()).accepted).toBe(false)
  await held.settle('accepted')
  expect(await hold()).toMatchObject({ executionId: held.executionId, accepted: true })
})

test('a key whose execution the queue would not have is free: exactly one of many has it next, with any request', async () => {
  const { hold, claim } = open()
  const refused = await hold()
  await refused.settle('refused')
  const other = { ...request, stdin: 'other' }
  const told = await Promise.all(Array.from({ length: 20 }, () => claim({ request: other })))
  expect(new Set(told).size).toBe(1)
  expect(told).not.toContain(refused.executionId)
})
