import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What stands before several gateways: passes each connection on to one of them, and knows nothing of what goes over
 * it.
 */
export interface Balancer extends AsyncDisposable {
  readonly url: string
  add(url: string): void
  /**
   * New connections go elsewhere from now on; those under way stay. Resolves when it has taken and begun to answer each
   * that was passed on to it, or after a while: what still waits in its queue when it stops listening would be lost.
   */
  remove(url: string): Promise<void>
}

interface Target {
  readonly url: URL
  /** Connections of which it has answered nothing yet. */
  readonly unanswered: Set<Socket>
}

export async function openBalancer(): Promise<Balancer> {
  const targets: Target[] = []
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    open.add(client)
    client.on('close', () => open.delete(client))
    client.on('error', () => client.destroy())
    turn += 1
    const first = turn % Math.max(1, targets.length)
    void pass(client, [...targets.slice(first), ...targets.slice(0, first)])
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    add: (url) => targets.push({ url: new URL(url), unanswered: new Set() }),
    async remove(url) {
      const at = targets.findIndex((target) => target.url.href === new URL(url).href)
      const [removed] = at < 0 ? [] : targets.splice(at, 1)
      const deadline = Date.now() + DRAIN_MS
      while (removed && removed.unanswered.size > 0 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

const DRAIN_MS = 10_000

/** To the first that takes the connection: one that refuses it has had nothing of it yet. */
async function pass(client: Socket, targets: ReadonlyArray<Target>): Promise<void> {
  for (const { url, unanswered } of targets) {
    const upstream = connect(Number(url.port), url.hostname)
    unanswered.add(upstream)
    upstream.once('data', () => unanswered.delete(upstream))
    upstream.once('close', () => unanswered.delete(upstream))
    const taken = await once(upstream, 'connect').then(
      () => true,
      () => false,
    )
    if (!taken) continue
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
    client.pipe(upstream).pipe(client)
    return
  }
  client.destroy()
}
