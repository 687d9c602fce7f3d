import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { auth } from '@runhive/contracts/auth'
import { revocations } from '@runhive/contracts/revocations'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { TestNatsServer } from '@runhive/mesh/testing/nats-server'
import { startNatsWithStreams } from '@runhive/mesh/testing/stream-owner'
import { migrate } from '@runhive/postgres/migrate'
import { openDatabase } from '@runhive/postgres/open'
import { provision } from '@runhive/postgres/provision'
import { startPostgres } from '@runhive/postgres/server'
import { createTestDatabase, freePort, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../migrations/all.ts'
import { createKey } from './create-key/create-key.ts'
import * as accounts from './db/accounts.ts'
import * as apiKeys from './db/api-keys.ts'
import type { Schema } from './db/schema.ts'
import { createApiKey, parseApiKey } from './domain/api-key.ts'
import { openService } from './service.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
let nats: TestNatsServer
beforeAll(async () => {
  ;[database, nats] = await Promise.all([
    createTestDatabase<Schema>({ service: 'auth', migrations }),
    startNatsWithStreams(),
  ])
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
})

const config = (change: { databaseUrl?: string } = {}) => ({
  requestLogDays: 30,
  anonymousExecutions: false,
  nats: { url: nats.url },
  contactLimits: { requestsPerMinute: 2, burst: 5 },
  ops: { host: '127.0.0.1', port: 0 },
  logLevel: 'silent' as const,
  instanceName: 'test',
  databaseUrl: database.url,
  secret: 'a secret of at least 32 characters',
  oidc: undefined,
  ...change,
})

async function caller() {
  const mesh = await connectMesh({ url: nats.url, service: 'test' })
  const ask = (token: string) =>
    mesh.connect(auth).admit({ credential: { kind: 'key', token }, procedure: 'executions.run' })
  return { ask, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

const newKey = () => createKey(database.db, { account: 'live', name: randomUUID() })

test('a key made in the database is admitted over the mesh, and its last use is there after closing', async () => {
  const token = await newKey()
  const id = parseApiKey(token)?.id ?? ''
  const find = apiKeys.createFinder(database.db)
  {
    await using _service = await openService(config())
    await using gateway = await caller()
    expect(await gateway.ask(token)).toMatchObject({
      credential: { kind: 'key', id },
      scopes: ['executions'],
    })
    await expect(gateway.ask(createApiKey().token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  expect((await find(id))?.lastUsedAt).toBeInstanceOf(Date)
})

test('a deactivated key is refused by every instance within one second, under constant use', async () => {
  await using _one = await openService(config())
  await using _two = await openService(config())
  await using gateway = await caller()
  const token = await newKey()
  for (let calls = 0; calls < 20; calls += 1) await gateway.ask(token)

  // As another process would: neither of these is told.
  await database.db
    .updateTable('api_keys')
    .set({ deactivated_at: new Date() })
    .where('id', '=', parseApiKey(token)?.id ?? '')
    .execute()
  const deactivatedMs = performance.now()
  let lastAdmittedMs = 0
  let refusals = 0
  while (performance.now() - deactivatedMs < 1_500) {
    const askedMs = performance.now()
    const admitted = await gateway.ask(token).then(
      () => true,
      () => false,
    )
    if (admitted) lastAdmittedMs = askedMs - deactivatedMs
    else refusals += 1
  }
  expect(lastAdmittedMs).toBeLessThan(1_000)
  expect(refusals).toBeGreaterThan(10)
})

test('a key made over the mesh is admitted, and deactivated over the mesh is refused at its next use and told to gateways', async () => {
  await using _service = await openService(config())
  await using mesh = await connectMesh({ url: nats.url, service: 'test' })
  const told: unknown[] = []
  await using _tail = await mesh.log(revocations).tail(({ event }) => void told.push(event))
  const client = mesh.connect(auth)
  const accountId = await accounts.ensureByHandle(database.db, 'over-the-mesh')
  const { key, token } = await client.createKey({ accountId, key: { name: 'a key' } })
  // From an address of its own: the test before has used up what refused callers may ask from nowhere.
  const asked = { credential: { kind: 'key' as const, token }, procedure: 'executions.run', ip: '192.0.2.7' }
  const ask = () => client.admit(asked)
  expect(await ask()).toMatchObject({ accountId, credential: { kind: 'key', id: key.id } })
  await client.updateKey({ accountId, id: key.id, change: { active: false } })
  await expect(ask()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await expect
    .poll(() => told)
    .toContainEqual({ kind: 'credential', credential: { kind: 'key', id: key.id } })
})

test('it is ready when the mesh and the database answer, and says which does not', async () => {
  await using own = await createTestDatabase<Schema>({ service: 'auth', migrations })
  await using service = await openService(config({ databaseUrl: own.url }))
  const ready = () => fetch(`http://127.0.0.1:${service.opsPort}/readyz`)
  expect((await ready()).status).toBe(200)

  await own.server[Symbol.asyncDispose]()
  await expect.poll(async () => (await ready()).status).toBe(503)
  expect(await (await ready()).json()).toMatchObject({ failing: ['database'] })
})

test('with the database stopped a key never seen is UNAVAILABLE, and admitted again when it is back', async () => {
  await using undo = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'runhive-auth-'))
  undo.defer(() => rm(dir, { recursive: true, force: true }))
  const port = await freePort()
  const first = undo.use(await startPostgres(dir, port))
  const databaseUrl = await provision(first.url, 'auth')
  const db = undo.use(openDatabase<Schema>(databaseUrl))
  await migrate(db, migrations)
  const token = await createKey(db, { account: 'away', name: 'away' })
  undo.use(await openService(config({ databaseUrl })))
  const gateway = undo.use(await caller())

  await first[Symbol.asyncDispose]()
  await expect(gateway.ask(token)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'UNAVAILABLE' })

  undo.use(await startPostgres(dir, port))
  await expect(gateway.ask(token)).resolves.toMatchObject({ role: 'user' })
})

test('it does not open on a database that lacks a migration, and leaves the mesh again', async () => {
  await using empty = await createTestDatabase<Schema>({ service: 'auth', migrations: {} })
  await expect(openService(config({ databaseUrl: empty.url }))).rejects.toThrow('lacks 0001-create-accounts')
  await using gateway = await caller()
  await expect(gateway.ask(createApiKey().token)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('from an empty database: migrate, make a key, and the key alone is on stdout', async () => {
  await using empty = await createTestDatabase<Schema>({ service: 'auth', migrations: {} })
  const run = async (file: string, ...args: string[]) => {
    const env = { DATABASE_URL: empty.url }
    return promisify(execFile)(process.execPath, [join(import.meta.dirname, file), ...args], { env })
  }
  expect((await run('migrate/main.ts')).stdout).toBe(`${Object.keys(migrations).join('\n')}\n`)
  expect((await run('migrate/main.ts')).stdout).toBe('')

  const { stdout } = await run('create-key/main.ts', '--account', 'development', '--name', 'development key')
  expect(stdout).toMatch(/^rh_[0-9A-Za-z]{54}\n$/)
  await using _service = await openService(config({ databaseUrl: empty.url }))
  await using gateway = await caller()
  await expect(gateway.ask(stdout.trim())).resolves.toMatchObject({ role: 'user' })
})
