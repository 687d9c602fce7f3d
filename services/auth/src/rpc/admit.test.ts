import { auth } from '@runhive/contracts/auth'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import type { KeyRecord } from '../domain/admission.ts'
import { createApiKey } from '../domain/api-key.ts'
import { createKeyVerifier } from '../keys.ts'
import { admit } from './admit.ts'

const NOW = new Date('2030-01-01T00:00:00Z')
const ACCOUNT = '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11'

/** auth on a mesh of this process, with a table that holds one key. */
async function open(change: Partial<KeyRecord> = {}) {
  const key = createApiKey()
  const record: KeyRecord = {
    id: key.id,
    accountId: ACCOUNT,
    role: 'user',
    scopes: ['executions'],
    kind: 'server',
    origins: [],
    ipRanges: [],
    allowance: {},
    digest: key.digest,
    expiresAt: undefined,
    deactivatedAt: undefined,
    lastUsedAt: undefined,
    ...change,
  }
  const asked: string[] = []
  const noted: string[] = []
  const verify = createKeyVerifier({
    find: async (id) => {
      asked.push(id)
      return id === record.id ? record : undefined
    },
    now: () => NOW,
    monotonicMs: () => 0,
  })
  const mesh = createMemoryMesh()
  const handler = admit({ verify, lastUsed: { note: ({ id }) => void noted.push(id) } })
  await mesh.serve({ name: auth.name, procedures: { admit: auth.procedures.admit } }, { admit: handler })
  const ask = (token: string, procedure = 'executions.run') =>
    mesh.connect(auth).admit({ credential: { kind: 'key', token }, procedure })
  return { key, asked, noted, ask, [Symbol.asyncDispose]: () => mesh[Symbol.asyncDispose]() }
}

test('a good key gives its principal, and its use is noted', async () => {
  await using auth = await open({ role: 'operator' })
  expect(await auth.ask(auth.key.token)).toEqual({
    accountId: ACCOUNT,
    credential: { kind: 'key', id: auth.key.id },
    role: 'operator',
    scopes: ['executions'],
  })
  expect(auth.noted).toEqual([auth.key.id])
})

const token = (key: { token: string }) => key.token
const REFUSED: Array<[string, Partial<KeyRecord>, (key: { token: string }) => string]> = [
  ['an unknown key', {}, () => createApiKey().token],
  ['a known id with another secret', { digest: createApiKey().digest }, token],
  ['a key that expires now', { expiresAt: NOW }, token],
  ['a deactivated key', { deactivatedAt: NOW }, token],
  ['a mistyped key', {}, (key) => key.token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
  ['a key without its prefix', {}, (key) => key.token.slice(3)],
  ['an empty key', {}, () => ''],
  ['text', {}, () => "rh_' or 1=1 --"],
]

test.each(REFUSED)('%s is refused in the same words, and no use is noted', async (_name, change, tokenOf) => {
  await using auth = await open(change)
  const refused = await auth.ask(tokenOf(auth.key)).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'UNAUTHENTICATED', data: {} })
  expect(String(refused)).not.toContain(auth.key.id)
  expect(auth.noted).toEqual([])
})

test('text that is no key is refused without asking the database', async () => {
  await using auth = await open()
  for (const token of ['', 'rh_', 'x'.repeat(256), auth.key.token.slice(1)]) {
    await expect(auth.ask(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  expect(auth.asked).toEqual([])
})

test('a key without the scope is told which one is missing, and its use is not noted', async () => {
  await using auth = await open({ scopes: [] })
  await expect(auth.ask(auth.key.token)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    data: { scope: 'executions' },
  })
  expect(auth.noted).toEqual([])
})

test('a key opens nothing that belongs to sessions', async () => {
  await using auth = await open()
  await expect(auth.ask(auth.key.token, 'keys.create')).rejects.toMatchObject({
    code: 'FORBIDDEN',
    data: { scope: 'keys' },
  })
})

test('a key that is not usable does not learn about scopes', async () => {
  await using auth = await open({ scopes: [], deactivatedAt: NOW })
  await expect(auth.ask(auth.key.token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('input just past each limit is BAD_INPUT', async () => {
  await using auth = await open()
  await expect(auth.ask('x'.repeat(257))).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(auth.ask(auth.key.token, 'x'.repeat(65))).rejects.toMatchObject({ code: 'BAD_INPUT' })
})
