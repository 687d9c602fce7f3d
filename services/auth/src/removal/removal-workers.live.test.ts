import { createMemoryMesh } from '@runhive/mesh/memory'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import * as removals from '../db/removals.ts'
import type { Schema } from '../db/schema.ts'
import { newParts } from '../domain/removal.ts'
import { receiptOf, serveContact, serveHistory } from '../testing/removal.ts'
import { newAccount, openWorld, type World } from '../testing/world.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())
/** What one test leaves unfinished is not for the next one to finish. */
afterEach(async () => {
  await database.db.deleteFrom('account_removals').execute()
  await database.db.deleteFrom('accounts').execute()
})

const untilDone = (world: World, id: string) =>
  expect.poll(async () => (await receiptOf(world, id)).status).toBe('done')

/** Removals nobody works on, as many as there are ids. */
async function noted(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) {
    const { accountId, email } = await newAccount(database.db)
    const parts = newParts({ sessions: 0, keys: 0 })
    const begun = database.db
      .transaction()
      .execute((trx) => removals.begin(trx, { id: accountId, email, parts }))
    ids.push((await begun).id)
  }
  return ids.sort()
}

test("however many look for work at once, each removal is one worker's until its claim lapses", async () => {
  const ids = await noted(8)
  const claims = await Promise.all(Array.from({ length: 32 }, () => removals.claim(database.db, 60_000)))
  expect(claims.flatMap((job) => job?.id ?? []).sort()).toEqual(ids)
  expect(await removals.claim(database.db, 60_000)).toBeUndefined()
})

test('a removal whose worker died is claimed again when its claim has lapsed', async () => {
  const [id = ''] = await noted(1)
  expect(await removals.claim(database.db, 1)).toMatchObject({ id, attempt: 1 })
  await using world = await openWorld(database.db)
  await serveHistory(world.mesh, [])
  await serveContact(world.mesh, [])
  await untilDone(world, id)
})

test('a process that is told to stop does not wait for a service that hangs', async () => {
  const gate = Promise.withResolvers<void>()
  const forgotten: string[] = []
  await using mesh = createMemoryMesh()
  await using stuck = await openWorld(database.db, { mesh })
  await serveHistory(mesh, forgotten, gate.promise)
  await serveContact(mesh, [])
  const { accountId } = await newAccount(database.db)
  const { id } = await stuck.auth.removeAccount({ accountId })
  await expect.poll(() => forgotten).toEqual([accountId])
  await stuck[Symbol.asyncDispose]()
  expect((await removals.find(database.db, id))?.parts.history.finishedAt).toBeNull()
  gate.resolve()
})
