import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findFreePorts } from '@runhive/stack/ports'
import { expect, test } from 'vitest'
import { examinePorts } from './examine-ports.ts'

async function openServer(body: string) {
  const server = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
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

test.each(['hello', '{"status":"ok"}', '{"service":"somebody-else"}', '{"service":1}'])(
  'a port where a stranger answers %s is taken',
  async (body) => {
    await using stranger = await openServer(body)
    await expect(examinePorts(stranger.port, { list: () => [] })).rejects.toThrow(
      `port ${stranger.port} is in use by another program`,
    )
  },
)

test('a port where a gateway of ours answers that was not started from here is not taken by another program', async () => {
  await using gateway = await openServer('{"status":"ok","service":"gateway"}')
  expect(await examinePorts(gateway.port, { list: () => [] })).toMatch(/is in use by a Runhive/)
})

test('a port of the stack that was started from here is ours, whatever it answers, and a free one too', async () => {
  await using gateway = await openServer('not ready yet')
  expect(await examinePorts(gateway.port, { list: () => [gatewayOn(gateway.port)] })).toMatch(/^free or ours/)
  const [port = 0] = await findFreePorts(1)
  expect(await examinePorts(port, { list: () => [] })).toMatch(/^free or ours/)
})
