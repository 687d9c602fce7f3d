import { createServer, type Socket } from 'node:net'
import { platform } from 'node:process'
import type { FastifyInstance } from 'fastify'

/**
 * Node takes one new connection of a listening socket in each turn of its event loop (libuv since 1.45). In a busy
 * process a turn is long, so a client that opens connections without end would fill the one queue, and everybody else's
 * would be dropped by the kernel. Several sockets on the port take as many in a turn.
 */
const SOCKETS = 16
/** Connections that wait for their turn on each of them; the kernel allows 4096 unless configured otherwise. */
const BACKLOG = 1_024

export interface Listening {
  /** The address, with the port that was chosen. */
  readonly url: string
  /** Accepts no more connections. Those that are open stay. */
  stop(): void
}

/**
 * Listens, on Linux with several sockets. Excess connections are reset, except on the first socket. Rejects with
 * `EADDRINUSE` when the port is in use.
 */
export async function listen(
  app: FastifyInstance,
  at: { host: string; port: number },
  isTooMany: (socket: Socket) => boolean = () => false,
): Promise<Listening> {
  if (platform !== 'linux') {
    const url = await app.listen({ ...at, backlog: BACKLOG })
    return { url, stop: () => void app.server.close() }
  }
  // With `reusePort` the port would be shared with another process of the same user, too.
  if (at.port !== 0) await assertFree(at)
  const shared = { host: at.host, backlog: BACKLOG, reusePort: true }
  const url = await app.listen({ ...shared, port: at.port })
  const take = (socket: Socket) => {
    if (isTooMany(socket)) socket.resetAndDestroy()
    else app.server.emit('connection', socket)
  }
  const port = Number(new URL(url).port)
  const others = await Promise.all(Array.from({ length: SOCKETS - 1 }, () => open(take, { ...shared, port })))
  return {
    url,
    stop() {
      app.server.close()
      for (const other of others) other.close()
    },
  }
}

async function assertFree(at: { host: string; port: number }): Promise<void> {
  const probe = createServer()
  await whenListening(probe, at)
  await new Promise((resolve) => probe.close(resolve))
}

/** With the options of Node's HTTP server. */
async function open(
  take: (socket: Socket) => void,
  at: { host: string; port: number; backlog: number; reusePort: boolean },
) {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, take)
  await whenListening(server, at)
  return server
}

function whenListening(server: ReturnType<typeof createServer>, at: { host: string; port: number }) {
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, resolve)
  })
}
