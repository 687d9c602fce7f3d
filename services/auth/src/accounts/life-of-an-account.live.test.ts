import { randomUUID } from 'node:crypto'
import { auth } from '@runhive/contracts/auth'
import { contact } from '@runhive/contracts/contact'
import { eventKey, executionEvents, idempotencyClaims } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import { revocations } from '@runhive/contracts/revocations'
import { consumptions, type Role, roles } from '@runhive/contracts/roles'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { servicePermissions } from '@runhive/mesh/permissions'
import { startNatsServer } from '@runhive/mesh/testing/nats-server'
import { createTestDatabase } from '@runhive/postgres/testing'
import { expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { parseConfig } from '../config.ts'
import type { Schema } from '../db/schema.ts'
import { openService } from '../service.ts'
import { signInAt } from '../testing/browser.ts'
import { readEverything } from '../testing/everything.ts'
import { CALLBACK_URL, CLIENT, startIssuer } from '../testing/issuer.ts'
import { FINISHED } from '../testing/live.ts'
import { SECRET } from '../testing/world.ts'

vi.setConfig({ testTimeout: 120_000 })
const SUBJECT = 'ada-of-1843'
const POLL = { timeout: 60_000, interval: 100 }

/** A mesh on which every service may do what its role grants, and nothing else. */
async function startGuardedNats() {
  const users = Object.entries(roles).map(([name, role]: [string, Role]) => ({
    name,
    password: name,
    permissions: servicePermissions(name, role),
  }))
  const server = await startNatsServer({ users })
  const urlOf = (name: keyof typeof roles) => server.url.replace('//', `//${name}:${name}@`)
  const open = (name: keyof typeof roles) =>
    connectMesh({ url: urlOf(name), service: name, role: roles[name] })
  return { urlOf, open, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

test('an account signs in, makes a key, is admitted, is removed while it runs something and history is away, and leaves no trace', async () => {
  await using database = await createTestDatabase<Schema>({ service: 'auth', migrations })
  await using issuer = await startIssuer()
  await using nats = await startGuardedNats()
  await using gateway = await nats.open('gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  await using _service = await openService(
    parseConfig({
      NATS_URL: nats.urlOf('auth'),
      DATABASE_URL: database.url,
      AUTH_SECRET: SECRET,
      OIDC_ISSUER: issuer.issuer.origin,
      OIDC_CLIENT_ID: CLIENT.clientId,
      OIDC_CLIENT_SECRET: CLIENT.clientSecret,
      LOG_LEVEL: 'silent',
    }),
  )
  const told: unknown[] = []
  await using _tail = await gateway.log(revocations).tail(({ event }) => void told.push(event))
  const client = gateway.connect(auth)

  const { url, flow } = await client.beginSignIn({ callbackUrl: CALLBACK_URL })
  const where = { ip: '192.0.2.77', userAgent: 'a browser of 1843' }
  const { token: session } = await client.completeSignIn({
    url: await signInAt(url, SUBJECT),
    flow,
    ...where,
  })
  const asSession = (procedure: string, from = where) =>
    client.admit({ credential: { kind: 'session', token: session }, procedure, ...from })
  const { accountId } = await asSession('keys.create')
  await client.updateAccount({ accountId, name: 'Ada Lovelace' })

  const { token: key, key: made } = await client.createKey({
    accountId,
    key: { name: 'adas key', kind: 'browser', origins: ['https://ada.example'], ipRanges: ['192.0.2.0/24'] },
  })
  const executionId = randomUUID()
  const run = (from: { origin?: string; ip?: string }) =>
    client.admit({
      credential: { kind: 'key', token: key },
      procedure: 'executions.run',
      executionId,
      executionMs: 600_000,
      ...from,
    })
  for (const elsewhere of [{ ip: where.ip }, { origin: 'https://eve.example', ip: where.ip }]) {
    await expect(run(elsewhere)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
  const home = { origin: 'https://ada.example', ip: where.ip }
  await expect(run({ ...home, ip: '198.51.100.1' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await run(home)).toMatchObject({ accountId, credential: { kind: 'key', id: made.id } })

  const events = gateway.log(executionEvents)
  const claims = gateway.log(idempotencyClaims)
  const running = eventKey(accountId, executionId)
  await events.append(running, 1, { kind: 'queued', position: 0 })
  const claim = `${accountId}.digest`
  await claims.append(claim, 1, { kind: 'claimed', executionId, requestDigest: 'x' })
  await expect.poll(() => readEverything(database.db), POLL).toContain('executions.run')

  await using contactMesh = await nats.open('contact')
  const forgotten: string[] = []
  await contactMesh.serve(
    { name: contact.name, procedures: { removeSender: contact.procedures.removeSender } },
    {
      removeSender: async ({ email }) => {
        forgotten.push(email)
        return { deleted: { messages: 1 } }
      },
    },
  )
  const { id } = await client.removeAccount({ accountId })
  // From elsewhere: who is refused without a credential is a stranger, whose address is kept like any stranger's.
  const stranger = { ip: '203.0.113.5', userAgent: 'a stranger' }
  const refused = { code: 'UNAUTHENTICATED' }
  await expect(asSession('account.get', stranger)).rejects.toMatchObject(refused)
  await expect(run({ ...home, ip: stranger.ip })).rejects.toMatchObject(refused)
  await expect.poll(() => told, POLL).toContainEqual({ kind: 'account', accountId })

  const finished = async () =>
    (await client.getReceipt({ id })).parts.filter((part) => part.finishedAt).map(({ service }) => service)
  await expect.poll(finished, POLL).toEqual(['contact'])
  expect(await events.last(running)).toBeDefined()
  await events.append(running, 2, FINISHED)
  await expect.poll(finished, POLL).toEqual(['executions', 'contact'])
  expect(await events.last(running)).toBeUndefined()
  expect(await claims.last(claim)).toBeUndefined()

  await using historyMesh = await nats.open('history')
  await historyMesh.serve(
    { name: history.name, procedures: { removeAccount: history.procedures.removeAccount } },
    {
      removeAccount: async (input) => {
        forgotten.push(input.accountId)
        return { deleted: { executions: 1 } }
      },
    },
  )
  await expect.poll(async () => (await client.getReceipt({ id })).status, POLL).toBe('done')
  const [own] = (await client.getReceipt({ id })).parts
  expect(own?.deleted).toEqual({ sessions: 1, keys: 1, accounts: 1, requests: 5 })
  expect(forgotten).toEqual([`${SUBJECT}@example.test`, accountId])
  const everything = await readEverything(database.db)
  const names = [
    accountId,
    SUBJECT,
    'Ada Lovelace',
    'adas key',
    made.id,
    executionId,
    where.ip,
    where.userAgent,
  ]
  for (const name of names) expect(everything).not.toContain(name)
})
