import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'
import { post, readRaw, sendRaw } from '../../../testing/raw.ts'

/** How many connections are open, as the gateway says. */
async function count(gateway: TestGateway): Promise<number> {
  const { body } = await gateway.ask('/metrics', { headers: { connection: 'close' } })
  return Number(/^runhive_connections_open (\d+)$/m.exec(String(body.text))?.[1])
}

/** Idle ones from one address each, or from one. */
const idle = (gateway: TestGateway, number: number, addressOf: (n: number) => string): Socket[] =>
  Array.from({ length: number }, (_, n) => sendRaw(gateway.url, '', addressOf(n)))

const close = (sockets: readonly Socket[]) => sockets.forEach((socket) => void socket.destroy())

test('idle sockets of many strangers shut nobody out: the oldest of them go', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { MAX_CONNECTIONS: '40' } })
  const sockets = idle(gateway, 200, (n) => `127.0.1.${n + 1}`)
  await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(160)
  expect((await gateway.ask('/api/v1/languages')).status).toBe(200)
  expect(await count(gateway)).toBeLessThanOrEqual(40)
  close(sockets)
})

test('idle sockets of one address take no more than its share', async () => {
  const env = { MAX_CONNECTIONS: '1000', MAX_CONNECTIONS_PER_IP: '10' }
  await using gateway = await openTestGateway({ hold: false, env })
  const sockets = idle(gateway, 50, () => '127.0.1.1')
  await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBe(40)
  expect((await gateway.ask('/api/v1/languages')).status).toBe(200)
  close(sockets)
})

test('an address that opens connections without end is reset, and another one is answered', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { MAX_CONNECTIONS: '4000' } })
  const sockets = idle(gateway, 900, () => '127.0.1.1')
  await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBeGreaterThan(400)
  expect((await gateway.ask('/api/v1/languages')).status).toBe(200)
  close(sockets)
})

test('an address with too many requests under way is told so, and a trusted proxy is not', async () => {
  const env = { MAX_CONNECTIONS_PER_IP: '2', TRUST_PROXY: '127.0.1.9' }
  await using gateway = await openTestGateway({ hold: false, env })
  const half = post('/api/v1/executions', ['authorization: Bearer rh_alice', 'content-length: 100'], '{')
  const busy = (address: string) => [1, 2, 3].map(() => sendRaw(gateway.url, half, address))
  const [first, second] = [sendRaw(gateway.url, half, '127.0.1.1'), sendRaw(gateway.url, half, '127.0.1.1')]
  await expect.poll(() => count(gateway)).toBeGreaterThanOrEqual(2)
  const answer = await readRaw(sendRaw(gateway.url, half, '127.0.1.1'))
  expect(answer).toMatch(/^HTTP\/1\.1 429 .*retry-after: 1\r\n.*"code":"RATE_LIMITED"/s)
  const proxied = busy('127.0.1.9')
  await expect.poll(() => count(gateway)).toBeGreaterThanOrEqual(5)
  close([first, second, ...proxied])
})

test('a client that was refused by the parser is closed, also when it keeps its side open', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { hostname, port } = new URL(gateway.url)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  socket.on('error', () => undefined).resume()
  socket.write('NONSENSE\r\n\r\n')
  await expect.poll(() => socket.readableEnded).toBe(true)
  await expect.poll(() => count(gateway)).toBe(1)
  socket.destroy()
})

test('a stranger is told how long its idle connection is kept', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const asked = (key: string) => gateway.ask('/api/v1/languages', { headers: { authorization: key } })
  expect((await asked('Bearer rh_alice')).headers.get('keep-alive')).toBe('timeout=72')
  await using other = await openTestGateway({ hold: false })
  const { headers } = await other.ask('/robots.txt')
  expect(headers.get('keep-alive')).toBe('timeout=15')
})
