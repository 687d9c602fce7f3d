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
import { publishRevocations } from './publish.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const unpublished = () => outbox.list(database.db, 1_000)
const note = (...ids: string[]) =>
  database.db.transaction().execute((trx) => outbox.insert(trx, ids.map(revokedKey)))

/** Takes nothing, as if the process died between commit and publication. */
function deaf(mesh: Mesh): Pick<Mesh, 'connect' | 'log'> {
  return {
    connect: mesh.connect,
    log: (definition) => ({
      ...mesh.log(definition),
      append: () => Promise.reject(new Error('nobody hears this')),
    }),
  }
}

test('what ended before a crash is published by the next process', async () => {
  let id: string
  {
    await using mesh = createMemoryMesh()
    await using dying = await openWorld(database.db, { mesh: deaf(mesh) })
    const { accountId } = await newAccount(database.db)
    id = (await dying.auth.createKey({ accountId, key: { name: 'a key' } })).key.id
    await dying.auth.updateKey({ accountId, id, change: { active: false } })
    expect(await unpublished()).toMatchObject([{ event: revokedKey(id) }])
  }
  expect(await unpublished()).toHaveLength(1)
  await using next = await openWorld(database.db)
  await expect.poll(() => next.published).toEqual([revokedKey(id)])
  await expect.poll(unpublished).toEqual([])
})

test('what several processes publish at once is published once, all of it', async () => {
  await using mesh = createMemoryMesh()
  const published: string[] = []
  await using _tail = await mesh.log(revocations).tail(({ event }) => {
    if (event.kind === 'credential') published.push(event.credential.id)
  })
  const ids = Array.from({ length: 250 }, (_, index) => `key${index}`)
  await note(...ids)
  const append: Parameters<typeof publishRevocations>[1] = (id, event) =>
    mesh.log(revocations).append(id, 1, event)
  await Promise.all(Array.from({ length: 4 }, () => publishRevocations(database.db, append)))
  expect(published.sort()).toEqual(ids.sort())
  expect(await unpublished()).toEqual([])
})

test('what cannot be published stays, and is published later', async () => {
  await note('stays')
  await expect(publishRevocations(database.db, () => Promise.reject(new Error('away')))).rejects.toThrow(
    'away',
  )
  const published: unknown[] = []
  await publishRevocations(database.db, async (_id, event) => void published.push(event))
  expect(published).toEqual([revokedKey('stays')])
})

test('a change that was not committed is not published', async () => {
  const failing = database.db.transaction().execute(async (trx) => {
    await outbox.insert(trx, [revokedKey('never')])
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  expect(await unpublished()).toEqual([])
})
