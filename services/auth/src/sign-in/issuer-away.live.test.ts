import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import type { Schema } from '../db/schema.ts'
import { signInAt } from '../testing/browser.ts'
import { CALLBACK_URL, CLIENT, startIssuer } from '../testing/issuer.ts'
import { openWorld, SECRET, signIn } from '../testing/world.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const failed = (reason: string) => ({ code: 'SIGN_IN_FAILED', data: { reason } })

test('without a client at an issuer nobody can sign in, and the answer says so', async () => {
  await using bare = await openWorld(database.db)
  const unavailable = { code: 'SIGN_IN_UNAVAILABLE' }
  await expect(bare.auth.beginSignIn({ callbackUrl: CALLBACK_URL })).rejects.toMatchObject(unavailable)
  await expect(
    bare.auth.completeSignIn({ url: `${CALLBACK_URL}?state=x&code=y`, flow: 'a flow' }),
  ).rejects.toMatchObject(unavailable)
})

test('an issuer that is away is a clear answer, and signing in works when it is back', async () => {
  const first = await startIssuer()
  const oidc = { issuer: first.issuer, ...CLIENT }
  await first[Symbol.asyncDispose]()
  await using cut = await openWorld(database.db, { config: { secret: SECRET, oidc } })
  const begun = () => cut.auth.beginSignIn({ callbackUrl: CALLBACK_URL })
  await expect(begun()).rejects.toMatchObject(failed('issuer_unavailable'))

  const back = await startIssuer({ port: first.port })
  const subject = 'somebody'
  await signIn(cut, subject)
  const { url: at, flow } = await begun()
  const url = await signInAt(at, subject)
  await back[Symbol.asyncDispose]()
  await expect(cut.auth.completeSignIn({ url, flow })).rejects.toMatchObject(failed('issuer_unavailable'))
})

test('an issuer that hangs is given up while the caller still waits', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on TCP
  await using _server = {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const oidc = { issuer: new URL(`http://127.0.0.1:${port}`), ...CLIENT }
  await using hung = await openWorld(database.db, { config: { secret: SECRET, oidc } })
  await expect(hung.auth.beginSignIn({ callbackUrl: CALLBACK_URL })).rejects.toMatchObject(
    failed('issuer_unavailable'),
  )
})
