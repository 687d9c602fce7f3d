import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'
import { post, readRaw, sendRaw } from '../../../testing/raw.ts'

const EXECUTIONS = '/api/v1/executions'
const PATHS = [EXECUTIONS, '/trpc/executions.submit']
const KEY = 'authorization: Bearer rh_nobody'
const SIZE = 4_000_000
const hello = { language: 'python', source: '' }

/** All but the last byte of a large body, from an address of its own. */
const sendHalf = (gateway: TestGateway, n: number, headers: readonly string[] = [KEY]): Socket =>
  sendRaw(
    gateway.url,
    post(EXECUTIONS, [...headers, `content-length: ${SIZE}`], 'x'.repeat(SIZE - 1)),
    `127.0.1.${n}`,
  )

/** A figure of the metrics page. */
async function figure(gateway: TestGateway, name: string): Promise<number> {
  const { body } = await gateway.ask('/metrics')
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(String(body.text))?.[1])
}

test('strangers cannot fill the gateway with half of their bodies, and who is known is served meanwhile', async () => {
  await using gateway = await openTestGateway({ env: { MAX_BYTES_IN_FLIGHT: '67108864' } })
  expect((await gateway.ask(EXECUTIONS, { json: hello })).status).toBe(202)
  const sockets = Array.from({ length: 4 }, (_, n) => sendHalf(gateway, n + 1))
  await expect.poll(() => figure(gateway, 'runhive_body_bytes')).toBe(4 * SIZE)
  const refused = await readRaw(sendHalf(gateway, 5))
  expect(refused).toMatch(/^HTTP\/1\.1 503 .*retry-after: 1\r\n.*"code":"OVERLOADED"/s)
  const large = { ...hello, source: `#${'x'.repeat(900_000)}` }
  expect((await gateway.ask(EXECUTIONS, { json: large })).status).toBe(202)
  for (const socket of sockets) socket.destroy()
  await expect.poll(() => figure(gateway, 'runhive_body_bytes')).toBe(0)
})

test('one address has no more than one large body under way before it is known', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const first = sendHalf(gateway, 1)
  await expect.poll(() => figure(gateway, 'runhive_body_bytes')).toBe(SIZE)
  const refused = await readRaw(sendHalf(gateway, 1))
  expect(refused).toMatch(/^HTTP\/1\.1 429 .*retry-after: 1\r\n.*"code":"RATE_LIMITED"/s)
  first.destroy()
  await expect.poll(() => figure(gateway, 'runhive_body_bytes')).toBe(0)
})

test('behind a trusted proxy bytes are counted for the address that it tells', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { TRUST_PROXY: '127.0.1.1' } })
  const from = (ip: string) => sendHalf(gateway, 1, [KEY, `x-forwarded-for: ${ip}`])
  const sockets = [from('2001:db8:0:1::1'), from('2001:db8:0:2::1')]
  await expect.poll(() => figure(gateway, 'runhive_body_bytes')).toBe(2 * SIZE)
  expect(await readRaw(from('2001:db8:0:1::2'))).toMatch(/^HTTP\/1\.1 429 /)
  for (const socket of sockets) socket.destroy()
})

test.each(PATHS)('who proves nothing is refused before a large body is read: %s', async (path) => {
  await using gateway = await openTestGateway({ hold: false })
  const ask = (lines: readonly string[]) =>
    readRaw(sendRaw(gateway.url, post(path, ['expect: 100-continue', 'connection: close', ...lines])))
  for (const length of [`content-length: ${SIZE}`, 'transfer-encoding: chunked']) {
    expect(await ask([length])).toMatch(/^HTTP\/1\.1 401 .*"UNAUTHENTICATED"/s)
  }
  expect(await ask([`content-length: ${SIZE}`, 'content-type: text/plain'])).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(await ask([KEY, `content-length: ${SIZE}`, 'content-encoding: compress'])).toMatch(
    /^HTTP\/1\.1 415 /,
  )
  expect(gateway.auth.asked).toEqual([])
})

test('where signed-out callers may run code, their large bodies are read', async () => {
  await using gateway = await openTestGateway({ hold: false })
  gateway.auth.anonymousExecutions = true
  const body = JSON.stringify({ ...hello, source: `#${'x'.repeat(100_000)}` })
  const request = post(EXECUTIONS, ['connection: close', `content-length: ${body.length}`], body)
  expect(await readRaw(sendRaw(gateway.url, request))).toMatch(/^HTTP\/1\.1 202 /)
})

test.each([...PATHS, '/auth/sign-out', '/nothing'])(
  'a caller that leaves while it sends is no defect, and its request ends: %s',
  async (path) => {
    await using gateway = await openTestGateway({ hold: false })
    for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
      const head = post(path, [KEY, 'content-length: 100000'], 'x').replace('application/json', type)
      const socket = sendRaw(gateway.url, head)
      await expect.poll(() => figure(gateway, 'runhive_connections_open')).toBeGreaterThan(1)
      socket.resetAndDestroy()
    }
    const ended = () => gateway.logged.filter((line) => line.includes('"method":"POST"'))
    await expect.poll(() => ended().length).toBe(2)
    for (const line of ended()) expect(JSON.parse(line)).toMatchObject({ level: 'info' })
    expect(gateway.logged.join('')).not.toMatch(/"level":"error"|"status":5/)
  },
)

test('compressed bodies count as what they decompress to', async () => {
  await using gateway = await openTestGateway({
    hold: false,
    env: { BODY_LIMIT_BYTES: '4000000', MAX_BYTES_IN_FLIGHT: '16000000' },
  })
  const first = sendHalf(gateway, 1)
  await expect.poll(() => figure(gateway, 'runhive_body_bytes')).toBe(SIZE)
  const compressed = gzipSync(JSON.stringify({ ...hello, source: 'x'.repeat(1_000_000) }))
  const head = post(EXECUTIONS, [
    KEY,
    'content-encoding: gzip',
    `content-length: ${compressed.length}`,
    'connection: close',
  ])
  const socket = sendRaw(gateway.url, head, '127.0.1.2')
  socket.write(compressed)
  expect(await readRaw(socket)).toMatch(/^HTTP\/1\.1 503 /)
  first.destroy()
})
