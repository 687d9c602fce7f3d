import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import type { Schema } from '../db/schema.ts'
import { type HostileIssuer, type Lie, startHostileIssuer } from '../testing/hostile-issuer.ts'
import { CALLBACK_URL, CLIENT } from '../testing/issuer.ts'
import { openWorld, SECRET, type World } from '../testing/world.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
let hostile: HostileIssuer
let world: World
beforeAll(async () => {
  ;[database, hostile] = await Promise.all([
    createTestDatabase<Schema>({ service: 'auth', migrations }),
    startHostileIssuer(),
  ])
  world = await openWorld(database.db, {
    config: { secret: SECRET, oidc: { issuer: hostile.issuer, ...CLIENT } },
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await hostile[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
afterEach(async () => {
  await database.db.deleteFrom('accounts').execute()
})

async function complete(lie: Lie) {
  hostile.lie = lie
  const { url, flow } = await world.auth.beginSignIn({ callbackUrl: CALLBACK_URL })
  return world.auth.completeSignIn({ url: hostile.answer(url), flow })
}

test('an honest answer of this issuer is taken, so that what follows is refused for its lie alone', async () => {
  expect(await complete((honest, { sign }) => sign(honest))).toHaveProperty('token')
})

const LONG_AGO = Math.floor(Date.now() / 1_000) - 3_600
const LIES: Array<[string, string, Lie]> = [
  ['for another nonce', 'invalid_token', (honest, { sign }) => sign({ ...honest, nonce: 'another' })],
  ['without a nonce', 'invalid_token', ({ nonce: _nonce, ...honest }, { sign }) => sign(honest)],
  ['for another audience', 'invalid_token', (honest, { sign }) => sign({ ...honest, aud: 'another client' })],
  [
    'for several audiences, of which another one asked',
    'invalid_token',
    (honest, { sign }) => sign({ ...honest, aud: [CLIENT.clientId, 'another'], azp: 'another' }),
  ],
  [
    'of another issuer',
    'invalid_token',
    (honest, { sign }) => sign({ ...honest, iss: 'https://google.test' }),
  ],
  [
    'that has expired',
    'invalid_token',
    (honest, { sign }) => sign({ ...honest, iat: LONG_AGO, exp: LONG_AGO + 60 }),
  ],
  ['that never expires', 'invalid_token', ({ exp: _exp, ...honest }, { sign }) => sign(honest)],
  ['not signed', 'invalid_token', async (honest, { unsigned }) => unsigned(honest)],
  ["signed with a stranger's key", 'invalid_token', (honest, { signAsStranger }) => signAsStranger(honest)],
  ['signed with the client secret', 'invalid_token', (honest, { signWithSecret }) => signWithSecret(honest)],
  [
    'changed after it was signed',
    'invalid_token',
    async (honest, { sign }) => {
      const [header, , signature] = (await sign(honest)).split('.')
      const claims = Buffer.from(JSON.stringify({ ...honest, sub: 'another' })).toString('base64url')
      return [header, claims, signature].join('.')
    },
  ],
  ['that is no token', 'invalid_token', async () => 'nonsense'],
  ['that is not there', 'invalid_token', async () => undefined],
  ['without a subject', 'invalid_token', ({ sub: _sub, ...honest }, { sign }) => sign(honest)],
  [
    'with an e-mail not verified',
    'email_unverified',
    (honest, { sign }) => sign({ ...honest, email_verified: false }),
  ],
  [
    'with an e-mail called verified in words',
    'email_unverified',
    (honest, { sign }) => sign({ ...honest, email_verified: 'true' }),
  ],
  ['without an e-mail', 'email_unverified', ({ email: _email, ...honest }, { sign }) => sign(honest)],
  [
    'with an e-mail of several lines',
    'email_unverified',
    (honest, { sign }) => sign({ ...honest, email: 'a@b\nc' }),
  ],
]

test.each(LIES)(
  'an id_token %s is refused as %s, and leaves no account and no session',
  async (_name, reason, lie) => {
    const refused = await complete(lie).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'SIGN_IN_FAILED', data: { reason } })
    expect(await database.db.selectFrom('accounts').select('id').execute()).toEqual([])
    expect(await database.db.selectFrom('sessions').select('id').execute()).toEqual([])
  },
)

test('a name that nobody could have written here is made one that somebody could have', async () => {
  await complete((honest, { sign }) => sign({ ...honest, name: ` Ada\0\n${'x'.repeat(300)}` }))
  const { name } = await database.db.selectFrom('accounts').select('name').executeTakeFirstOrThrow()
  expect(name).toBe(`Ada  ${'x'.repeat(195)}`)
})
