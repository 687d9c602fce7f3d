import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** Bytes that wait in this process for the peers of sockets that a server here has accepted. */
export function watchSockets() {
  const sockets = new Set<Socket>()
  const add = (message: unknown) => void sockets.add((message as { socket: Socket }).socket)
  subscribe('net.server.socket', add)
  return {
    waiting: () => Math.max(...[...sockets].map((socket) => socket.writableLength)),
    [Symbol.dispose]: () => void unsubscribe('net.server.socket', add),
  }
}
