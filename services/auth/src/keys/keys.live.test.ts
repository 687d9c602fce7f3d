import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { planOf } from '../db/plans.ts'
import type { Schema } from '../db/schema.ts'
import { createApiKey, parseApiKey } from '../domain/api-key.ts'
import { newAccount, openWorld, type World } from '../testing/world.ts'

vi.setConfig({ testTimeout: 60_000 })

const MAX_KEYS = 5

let database: TestDatabase<Schema>
let world: World
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
  world = await openWorld(database.db, {
    planOf: async (accountId) => ({ ...(await planOf(database.db)(accountId)), maxKeys: MAX_KEYS }),
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString()
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString()

async function owner() {
  const { accountId } = await newAccount(database.db)
  return {
    accountId,
    create: (key: Partial<Parameters<World['auth']['createKey']>[0]['key']> = {}) =>
      world.auth.createKey({ accountId, key: { name: 'a key', ...key } }),
    update: (id: string, change: Parameters<World['auth']['updateKey']>[0]['change']) =>
      world.auth.updateKey({ accountId, id, change }),
    list: async () => (await world.auth.listKeys({ accountId })).keys,
  }
}

const verify = (token: string) => {
  const key = parseApiKey(token)
  if (!key) throw new Error('not the text of a key')
  return world.verifyKey(key)
}
const isPublished = (id: string) =>
  world.published.some((event) => event.kind === 'credential' && event.credential.id === id)
const untilPublished = (id: string) => expect.poll(() => isPublished(id)).toBe(true)

test('a key is shown once, works at once, and is listed without what proves it', async () => {
  const { accountId, create, list } = await owner()
  const settings = {
    name: 'for the docs',
    kind: 'browser' as const,
    origins: ['https://docs.example.com'],
    ipRanges: ['10.0.0.0/8', '2001:db8::/32'],
    allowance: { requestsPerMinute: 5 },
    expiresAt: TOMORROW,
  }
  const { key, token } = await create(settings)
  expect(key).toMatchObject({ ...settings, scopes: ['executions'], active: true, lastUsedAt: null })
  expect(await verify(token)).toMatchObject({
    accountId,
    id: key.id,
    kind: 'browser',
    origins: settings.origins,
    ipRanges: settings.ipRanges,
    allowance: settings.allowance,
  })
  expect(await list()).toEqual([key])
  expect(JSON.stringify(await list())).not.toContain(token.slice(19))
})

test('twenty keys asked for at once are not more than the plan allows', async () => {
  const { create, list } = await owner()
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => create()))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_KEYS)
  for (const result of results) {
    if (result.status === 'rejected') {
      expect(result.reason).toMatchObject({ code: 'TOO_MANY_KEYS', data: { maximum: MAX_KEYS } })
    }
  }
  expect(await list()).toHaveLength(MAX_KEYS)
})

test('a removed key makes room for another one', async () => {
  const { accountId, create } = await owner()
  const made = await Promise.all(Array.from({ length: MAX_KEYS }, () => create()))
  await world.auth.removeKey({ accountId, id: made[0]?.key.id ?? '' })
  await expect(create()).resolves.toHaveProperty('token')
})

test.each([
  [{ kind: 'browser' as const }, 'origins'],
  [{ kind: 'browser' as const, origins: [] }, 'origins'],
  [{ expiresAt: YESTERDAY }, 'expiresAt'],
])(
  'settings that contradict themselves are BAD_KEY, with the name of the field: %j',
  async (settings, field) => {
    const { create, list } = await owner()
    await expect(create(settings)).rejects.toMatchObject({
      code: 'BAD_KEY',
      data: { issues: [{ path: [field] }] },
    })
    expect(await list()).toEqual([])
  },
)

test('a browser key cannot lose its last origin', async () => {
  const { create, update, list } = await owner()
  const { key } = await create({ kind: 'browser', origins: ['https://one.example'] })
  await expect(update(key.id, { origins: [] })).rejects.toMatchObject({ code: 'BAD_KEY' })
  expect(await list()).toEqual([key])
})

test('what a change does not name stays', async () => {
  const { create, update } = await owner()
  const { key } = await create({ ipRanges: ['10.0.0.1'], allowance: { burst: 3 }, expiresAt: TOMORROW })
  expect(await update(key.id, { name: 'renamed' })).toEqual({ ...key, name: 'renamed' })
  expect(await update(key.id, { expiresAt: null })).toEqual({ ...key, name: 'renamed', expiresAt: null })
  expect(await update(key.id, {})).toEqual({ ...key, name: 'renamed', expiresAt: null })
})

test('a deactivated key is refused by this process at its very next use, told to the gateways, and good again when reactivated', async () => {
  const { create, update } = await owner()
  const { key, token } = await create()
  expect(await verify(token)).toBeDefined()
  const off = await update(key.id, { active: false })
  expect(await verify(token)).toBeUndefined()
  expect(off).toMatchObject({ active: false, deactivatedAt: expect.any(String) })
  await untilPublished(key.id)
  expect(await update(key.id, { active: false })).toEqual(off)
  expect(await update(key.id, { active: true })).toMatchObject({ active: true, deactivatedAt: null })
  expect(await verify(token)).toBeDefined()
})

test('a key whose expiry is moved into the past ends now, and the gateways are told', async () => {
  const { create, update } = await owner()
  const { key, token } = await create()
  await verify(token)
  await update(key.id, { expiresAt: YESTERDAY })
  expect(await verify(token)).toBeUndefined()
  await untilPublished(key.id)
})

test('a removed key is refused at its next use, told to the gateways, and gone', async () => {
  const { accountId, create, list } = await owner()
  const { key, token } = await create()
  await verify(token)
  await world.auth.removeKey({ accountId, id: key.id })
  expect(await verify(token)).toBeUndefined()
  expect(await list()).toEqual([])
  await untilPublished(key.id)
})

test('a change that ends nothing is told to nobody', async () => {
  const { create, update } = await owner()
  const [renamed, ended] = [await create(), await create()]
  await update(renamed.key.id, { name: 'other', expiresAt: TOMORROW })
  await update(ended.key.id, { active: false })
  await untilPublished(ended.key.id)
  expect(isPublished(renamed.key.id)).toBe(false)
})

test("somebody else's key, one that never was and text that is no id are one answer", async () => {
  const [mine, theirs] = [await owner(), await owner()]
  const { key, token } = await theirs.create()
  const ids = [key.id, createApiKey().id, 'x', '', '\0', "' or true --", 'ä'.repeat(64)]
  const answers = await Promise.all(
    ids.flatMap((id) => [
      mine.update(id, { active: false }).catch(String),
      world.auth.removeKey({ accountId: mine.accountId, id }).catch(String),
    ]),
  )
  expect(new Set(answers)).toEqual(new Set(['RpcError: NO_SUCH_KEY']))
  expect(await verify(token)).toBeDefined()
})

test('an account that is not there has no keys and can have none', async () => {
  for (const accountId of ['00000000-0000-0000-0000-000000000000', 'nobody', '']) {
    expect(await world.auth.listKeys({ accountId })).toEqual({ keys: [] })
    await expect(world.auth.createKey({ accountId, key: { name: 'a key' } })).rejects.toMatchObject({
      code: 'NO_SUCH_ACCOUNT',
    })
  }
})
