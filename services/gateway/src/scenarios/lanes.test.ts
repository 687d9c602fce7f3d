import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }

/** Notes the lane of each item, by its id. */
function noteLanes(lanes: Map<string, string | undefined>): (mesh: Mesh) => Mesh {
  return (mesh) => ({
    ...mesh,
    queue: (definition) => {
      const queue = mesh.queue(definition)
      return {
        ...queue,
        publish(id, item, options) {
          lanes.set(id, options?.lane)
          return queue.publish(id, item, options)
        },
      }
    },
  })
}

async function submitAs(gateway: TestGateway, account: string): Promise<string> {
  const headers = { authorization: `Bearer rh_${account}` }
  const { body } = await gateway.ask('/api/v1/executions', { json: hello, headers })
  return `${account}.${body.id}`
}

/** Executions that an account has had accepted already. */
function hold(gateway: TestGateway, account: string, count: number): void {
  for (let number = 0; number < count; number += 1) gateway.auth.slots.set(`${account}-${number}`, account)
}

test('an execution waits in the lane of what its account has outstanding, independent of others', async () => {
  const lanes = new Map<string, string | undefined>()
  await using gateway = await openTestGateway({ hold: false, mesh: noteLanes(lanes) })
  hold(gateway, 'alice', 3)
  hold(gateway, 'carol', 100)
  const inLanes = async (account: string, count: number) => {
    const keys: string[] = []
    for (let n = 0; n < count; n += 1) keys.push(await submitAs(gateway, account))
    return keys.map((key) => lanes.get(key))
  }
  expect(await inLanes('alice', 3)).toEqual(['light', 'medium', 'medium'])
  const [heavy, again] = await inLanes('carol', 2)
  expect(heavy).toMatch(/^heavy-[0-3]$/)
  expect(again).toBe(heavy)
  expect(await inLanes('bob', 1)).toEqual(['light'])
})

test('the position that a watcher is told counts what waits in the lane', async () => {
  await using gateway = await openTestGateway({ hold: false })
  hold(gateway, 'alice', 100)
  for (let n = 0; n < 3; n += 1) await submitAs(gateway, 'alice')
  const positionOf = async (account: string) => {
    const key = await submitAs(gateway, account)
    const first = await gateway.mesh.log(executionEvents).last(key)
    return first?.event.kind === 'queued' ? first.event.position : undefined
  }
  // The depth is of a second ago.
  await expect.poll(() => positionOf('alice'), { interval: 300 }).toBeGreaterThanOrEqual(3)
  expect(await positionOf('bob')).toBe(0)
})
