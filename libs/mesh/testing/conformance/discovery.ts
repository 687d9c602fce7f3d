import { contract } from '@runhive/contracts/define'
import { expect } from 'vitest'
import * as z from 'zod'
import type { Mesh } from '../../src/mesh.ts'
import { type Guarantees, unique } from './guarantee.ts'

const bare = { input: z.object({}), output: z.object({}), refusals: {}, timeoutMs: 5_000 }

export const discovery: Guarantees = {
  'discovery lists each instance with its counts and its status': async ({ open }) => {
    await using mesh = await open('server')
    await using other = await open('other')
    const greeter = contract(unique('greeter'), { greet: bare, wait: bare })
    const handlers = { greet: async () => ({}), wait: () => Promise.reject(new Error('broken')) }
    const idsOf = async (asking: Mesh) =>
      (await findAll(asking, greeter.name)).map(({ instanceId }) => instanceId)
    let slots = 3
    const first = await mesh.serve(greeter, handlers, { status: () => ({ slots }) })
    slots = 2
    await other.connect(greeter).greet({})
    await other
      .connect(greeter)
      .wait({})
      .catch(() => {})
    const second = await other.serve(greeter, handlers)

    await expect.poll(() => idsOf(other)).toEqual([first.instanceId, second.instanceId].toSorted())
    await expect
      .poll(() => findAll(other, greeter.name))
      .toContainEqual(
        expect.objectContaining({
          instanceId: first.instanceId,
          status: { slots: 2 },
          procedures: [
            { name: 'greet', calls: 1, errors: 0, averageMs: expect.any(Number) },
            { name: 'wait', calls: 1, errors: 1, averageMs: expect.any(Number) },
          ],
        }),
      )
    await first[Symbol.asyncDispose]()
    await expect.poll(() => idsOf(other)).toEqual([second.instanceId])
  },

  'nobody who is expected and does not exist holds up discovery for good': async ({ open }) => {
    await using mesh = await open('server')
    const greeter = contract(unique('greeter'), { greet: bare })
    await mesh.serve(greeter, { greet: async () => ({}) })

    const found = await mesh.discover({ expected: [greeter.name, 'nobody'], expectedWithinMs: 300 })

    expect(found.map(({ service }) => service)).not.toContain('nobody')
  },
}

async function findAll(mesh: Mesh, name: string) {
  const found = await mesh.discover({ expected: [name] })
  return found
    .filter(({ service }) => service === name)
    .toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
}
