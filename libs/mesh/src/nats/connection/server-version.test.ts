import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connectMesh } from '../connect.ts'
import { isSupportedVersion } from './server-version.ts'

/** Speaks just enough of the NATS protocol to be connected to, as a server of any version. */
async function startFakeServer(version: string) {
  const sockets = new Set<Socket>()
  const fake = { version, url: '', hangUp: () => sockets.forEach((socket) => void socket.destroy()) }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    const info = { server_id: 'fake', version: fake.version, proto: 1, headers: true, max_payload: 1_048_576 }
    socket.write(`INFO ${JSON.stringify(info)}\r\n`)
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n')) if (line === 'PING') socket.write('PONG\r\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  fake.url = `nats://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(fake, {
    async [Symbol.asyncDispose]() {
      fake.hangUp()
      server.close()
      await once(server, 'close')
    },
  })
}

test('a server before 2.10 is refused at connect, with its address, its version and what is needed', async () => {
  await using server = await startFakeServer('2.9.25')
  await expect(connectMesh({ url: server.url, service: 'gateway' })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: `NATS at ${new URL(server.url).host} is version 2.9.25; Runhive needs 2.10 or newer`,
  })
})

test('a server that comes back as one before 2.10 ends the mesh', async () => {
  await using server = await startFakeServer('2.10.0')
  await using mesh = await connectMesh({ url: server.url, service: 'gateway' })
  server.version = '2.9.25'
  server.hangUp()
  await expect(mesh.closed).resolves.toBeUndefined()
})

test.each([
  ['1.4.1', false],
  ['2.9.10', false],
  ['2.9.99', false],
  ['2.10.0', true],
  ['2.10.27', true],
  ['2.11.0-RC.1', true],
  ['3.0.0', true],
])('version %s is supported: %s', (version, isSupported) => {
  expect(isSupportedVersion(version)).toBe(isSupported)
})
