import { revocations } from '@runhive/contracts/revocations'
import { createMemoryMesh } from '@runhive/mesh/memory'
import type { Mesh } from '@runhive/mesh/mesh'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import * as outbox from '../db/revocation-outbox.ts'
import type { Schema } from '../db/schema.ts'
import { revokedKey } from '../domain/revocation.ts'
import { newAccount, openWorld } from '../testing/world.ts'
import { sendRevocations } from './publish.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const untold = () => outbox.list(database.db, 1_000)
const note = (...ids: string[]) =>
  database.db.transaction().execute((trx) => outbox.insert(trx, ids.map(revokedKey)))

/** Takes nothing, as if the process died between the commit and the telling. */
function deafened(mesh: Mesh): Pick<Mesh, 'connect' | 'log'> {
  return {
    connect: mesh.connect,
    log: (definition) => ({
      ...mesh.log(definition),
      append: () => Promise.reject(new Error('nobody hears this')),
    }),
  }
}

test('what ended before a crash is told by the next process', async () => {
  let id: string
  {
    await using mesh = createMemoryMesh()
    await using dying = await openWorld(database.db, { mesh: deafened(mesh) })
    const { accountId } = await newAccount(database.db)
    id = (await dying.auth.createKey({ accountId, key: { name: 'a key' } })).key.id
    await dying.auth.updateKey({ accountId, id, change: { active: false } })
    expect(await untold()).toMatchObject([{ event: revokedKey(id) }])
  }
  expect(await untold()).toHaveLength(1)
  await using next = await openWorld(database.db)
  await expect.poll(() => next.told).toEqual([revokedKey(id)])
  await expect.poll(untold).toEqual([])
})

test('what several processes tell at once is told once, all of it', async () => {
  await using mesh = createMemoryMesh()
  const told: string[] = []
  await using _tail = await mesh.log(revocations).tail(({ event }) => {
    if (event.kind === 'credential') told.push(event.credential.id)
  })
  const ids = Array.from({ length: 250 }, (_, index) => `key${index}`)
  await note(...ids)
  const append: Parameters<typeof sendRevocations>[1] = (id, event) =>
    mesh.log(revocations).append(id, 1, event)
  await Promise.all(Array.from({ length: 4 }, () => sendRevocations(database.db, append)))
  expect(told.sort()).toEqual(ids.sort())
  expect(await untold()).toEqual([])
})

test('what cannot be told stays, and is told later', async () => {
  await note('stays')
  await expect(sendRevocations(database.db, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  const told: unknown[] = []
  await sendRevocations(database.db, async (_id, event) => void told.push(event))
  expect(told).toEqual([revokedKey('stays')])
})

test('nothing is told of a change that was not committed', async () => {
  const failing = database.db.transaction().execute(async (trx) => {
    await outbox.insert(trx, [revokedKey('never')])
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  expect(await untold()).toEqual([])
})
