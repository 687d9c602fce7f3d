import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { openTemporaryFolder } from '@runhive/stack/temporary-folder'
import { expect, test } from 'vitest'
import { ensureKey } from './development-key.ts'

/** A gateway that knows one key and no execution. */
async function openGateway(known: string) {
  const server = createServer((request, response) => {
    response.writeHead(request.headers.authorization === `Bearer ${known}` ? 404 : 401).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const never = () => Promise.reject(new Error('a new key was not needed'))

test('the first key is stored so that only its owner can read it, and is given again', async () => {
  await using gateway = await openGateway('rh_one')
  using folder = openTemporaryFolder()
  const file = join(folder.path, 'api-key')
  expect(await ensureKey({ url: gateway.url, file, create: async () => 'rh_one' })).toBe('rh_one')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await ensureKey({ url: gateway.url, file, create: never })).toBe('rh_one')
})

test('a stored key that the gateway does not take any more is replaced, and its loose mode with it', async () => {
  await using gateway = await openGateway('rh_two')
  using folder = openTemporaryFolder()
  const file = join(folder.path, 'api-key')
  writeFileSync(file, 'rh_one\n', { mode: 0o644 })
  expect(await ensureKey({ url: gateway.url, file, create: async () => 'rh_two' })).toBe('rh_two')
  expect(readFileSync(file, 'utf8')).toBe('rh_two\n')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
