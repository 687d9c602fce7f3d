import { consumptions, roles } from '@runhive/contracts/roles'
import type { Mesh } from '../src/mesh.ts'
import { connectMesh } from '../src/nats/connect.ts'
import { startNatsServer, type TestNatsServer } from './nats-server.ts'

/** A mesh that owns all streams and consumers, as the gateway does: for tests of a service that runs without one. */
export async function openStreamOwner(url: string): Promise<Mesh> {
  const mesh = await connectMesh({ url, service: 'gateway' })
  await mesh.prepare(roles.gateway.ownsStreams, consumptions)
  return mesh
}

/** A server with all streams and consumers, and their owner. */
export async function startNatsWithStreams(): Promise<TestNatsServer> {
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await startNatsServer())
  opened.use(await openStreamOwner(server.url))
  const closing = opened.move()
  return Object.assign(Object.create(server) as TestNatsServer, {
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  })
}
