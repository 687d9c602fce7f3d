import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that kernels give to outgoing connections: one of those may take a port before we do. */
const FIRST = 10_000
const COUNT = 22_000
/** Each process looks in a part of its own first: two that look at the same moment would find the same. */
const PART = 100

let next = (process.pid * PART) % COUNT

/** Ports of the loopback interface that nobody listens on: all different, and none that this process had before. */
export async function findFreePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = FIRST + next
    next = (next + 1) % COUNT
    if (await isPortFree(port)) ports.push(port)
  }
  return ports
}

/** Whether nobody listens on a port of the loopback interface. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer()
  server.listen({ port, host: '127.0.0.1', exclusive: true })
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
