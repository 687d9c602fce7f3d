import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { countedAs } from '@runhive/process/address'
import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../../../errors/gateway-error.ts'
import { answerOnSocket } from '../response/error-response.ts'
import { type Connection, createConnection, IDLE_MS } from './connection.ts'
import type { KnownCallers } from './known-callers.ts'
import { createNewcomers } from './newcomers.ts'
import { createTable, type TableLimits } from './table.ts'

export interface ConnectionsOptions {
  readonly limits: TableLimits
  readonly known: KnownCallers
  readonly isTrustedProxy: (address: string) => boolean
}

export interface Connections {
  /** How many are open, WebSockets among them. */
  count(): number
  /** Whether a new connection is one too many of its address, and should not be accepted. */
  isTooMany(socket: Socket): boolean
  /** Somebody was admitted with this request. */
  welcome(request: IncomingMessage): void
}

const LOOK_EVERY_MS = 1_000

/** Keeps the connections of a server within their limits, and closes those that are idle for too long. */
export function limitConnections(app: FastifyInstance, options: ConnectionsOptions): Connections {
  const { server } = app
  const table = createTable<Connection>(options.limits)
  const connections = new WeakMap<Duplex, Connection>()

  server.on('connection', (socket: Socket) => {
    const connection = createConnection(socket, { ...about(socket, options), now: performance.now() })
    const full = table.enter(connection)
    if (full) {
      socket.on('error', () => undefined)
      return answerOnSocket(new GatewayError(full), socket)
    }
    connections.set(socket, connection)
    socket.once('close', () => table.leave(connection))
  })
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(socket)
    if (!connection) return
    table.begin(connection)
    response.once('close', () => {
      connection.idleSince = performance.now()
      table.end(connection)
    })
  })
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    const connection = connections.get(socket)
    if (!connection) return
    connection.upgraded = true
    table.begin(connection)
  })
  app.addHook('onSend', async ({ raw }, reply, payload) => {
    // A client that knows when its connection ends does not send its next request just then.
    if (!connections.get(raw.socket)?.known) reply.header('keep-alive', `timeout=${IDLE_MS / 1000}`)
    return payload
  })
  const timer = setInterval(() => {
    const now = performance.now()
    for (const connection of table) if (connection.isOver(now)) connection.cut()
  }, LOOK_EVERY_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))

  const newcomers = createNewcomers()
  return {
    count: () => table.size,
    isTooMany(socket) {
      const { address, known } = about(socket, options)
      return address !== undefined && !newcomers.take(address, known)
    },
    welcome({ socket }) {
      const connection = connections.get(socket)
      if (connection) table.welcome(connection)
    },
  }
}

/** A trusted proxy brings many callers: its connections count in all only, as known ones. */
function about({ remoteAddress = '' }: Socket, { isTrustedProxy, known }: ConnectionsOptions) {
  if (isTrustedProxy(remoteAddress)) return { address: undefined, known: true }
  const address = countedAs(remoteAddress)
  return { address, known: known.has(address) }
}
