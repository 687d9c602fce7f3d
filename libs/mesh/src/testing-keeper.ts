import { consumptions, roles } from '@runhive/contracts/roles'
import type { Mesh } from './mesh.ts'
import { connectMesh } from './nats/connect.ts'
import { startNatsServer, type TestNatsServer } from './testing.ts'

/** A mesh that keeps all streams and consumers, as the gateway does: for tests of a service that runs without one. */
export async function openKeeper(url: string): Promise<Mesh> {
  const mesh = await connectMesh({ url, service: 'gateway' })
  await mesh.prepare(roles.gateway.keeps, consumptions)
  return mesh
}

/** A server with all streams and consumers, and somebody who keeps them. */
export async function startKeptNats(): Promise<TestNatsServer> {
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await startNatsServer())
  opened.use(await openKeeper(server.url))
  const closing = opened.move()
  return Object.assign(Object.create(server) as TestNatsServer, {
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  })
}
