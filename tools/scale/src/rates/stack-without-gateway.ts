import { consumptions, roles } from '@runhive/contracts/roles'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { type Stack, type StackOptions, startStack } from '@runhive/stack/stack'

/**
 * Starts services as they are behind a gateway that is not there, or not yet: makes the streams that they wait for,
 * as it would.
 */
export async function startWithoutGateway(options: StackOptions): Promise<Stack> {
  await using opened = new AsyncDisposableStack()
  const servers = opened.use(await startStack({ ...options, services: [] }))
  {
    await using mesh = await connectMesh({ url: servers.natsUrl, service: 'scale' })
    await mesh.prepare(roles.gateway.ownsStreams, consumptions)
  }
  // The same folder and ports: what runs already is left alone.
  const stack = await startStack({ ...options, ports: servers.ports })
  opened.move()
  return stack
}
