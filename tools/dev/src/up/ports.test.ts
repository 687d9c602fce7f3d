import { once } from 'node:events'
import { createServer } from 'node:net'
import { findFreePorts } from '@runhive/stack/ports'
import { expect, test } from 'vitest'
import { chooseUsualPorts, gatewayPort } from './ports.ts'

async function openStranger() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const gatewayOn = (port: number) => ({
  name: 'gateway',
  alive: true,
  ports: { http: port },
  process: { pid: 1, startTime: '' },
  startedAt: '',
  fingerprint: '',
  log: '',
  stop: { signal: 'SIGTERM', graceMs: 1 } as const,
})

test('a port that a stranger holds is one clear error', async () => {
  await using stranger = await openStranger()
  await expect(chooseUsualPorts(stranger.port, { list: () => [] })).rejects.toThrow(
    `port ${stranger.port} is in use by another program: stop it, or choose another port, for example PORT=${stranger.port + 1} ./dev up`,
  )
})

test('a port that our own gateway holds is no obstacle', async () => {
  await using ours = await openStranger()
  const ports = await chooseUsualPorts(ours.port, { list: () => [gatewayOn(ours.port)] })
  expect(ports.http).toBe(ours.port)
})

test('the gateway moves to a free port when asked to', async () => {
  const [port = 0] = await findFreePorts(1)
  const ports = await chooseUsualPorts(port, { list: () => [gatewayOn(4000)] })
  expect(ports.http).toBe(port)
})

test.each(['0', '65536', '1.5', '-1', 'http', ' 80'])('PORT=%j is refused', (PORT) => {
  expect(() => gatewayPort({ PORT })).toThrow('must be a whole number from 1 to 65535')
})
