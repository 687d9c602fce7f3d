import { randomUUID } from 'node:crypto'
import { type Contract, type Handlers, RpcError } from '@runhive/contracts/define'
import type { Role } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { createDisposableSet } from '../disposable-set.ts'
import { type MeshLogger, silentLogger } from '../logger.ts'
import type { Mesh, Served, ServeOptions } from '../mesh.ts'
import { createClient, createClientAt } from '../rpc/client.ts'
import { createObserver, type ObserveOptions, type Observer } from '../telemetry/observe.ts'
import { checkAddress } from '../wire/addresses.ts'
import { type Connection, openConnection } from './connection/connection.ts'
import type { TlsFiles } from './connection/tls.ts'
import { natsLog } from './log/log.ts'
import { ownStreams } from './own-streams.ts'
import { natsQueue } from './queue/queue.ts'
import { createTakers } from './queue/takers.ts'
import { natsExchange } from './rpc/calls.ts'
import { answerDiscovery, discover } from './rpc/discovery.ts'
import { listen, listenAt } from './rpc/listen.ts'

export interface ConnectOptions extends ObserveOptions {
  /** `nats://user:password@host:port` (`tls://` for TLS), or several servers of one cluster, comma-separated. */
  readonly url: string
  /** Who connects: name of the connection and prefix of its inbox. Letters, digits, `-` and `_`. */
  readonly service: string
  /** For `tls://`: whom to believe, and what to show. Without, the authorities that Node.js knows, and nothing. */
  readonly tls?: TlsFiles | undefined
  /** Shown in discovery. Default `0.0.0`. */
  readonly version?: string
  readonly log?: MeshLogger
  /**
   * How many servers of a NATS cluster store a copy of each stream: 1, 3 or 5. Existing streams are changed to it.
   * Without: one server stores new streams, and existing ones stay as they are.
   */
  readonly replicas?: number | undefined
  /**
   * What this login may do: it creates the streams that the role owns, and waits for all others. Without: it creates
   * everything that it needs.
   */
  readonly role?: Role | undefined
}

const PING_TIMEOUT_MS = 2_000

/**
 * Joins the mesh on NATS. Rejects with `UNAVAILABLE` when no server answers, and with `INTERNAL` when the server is
 * older than 2.10; once connected it reconnects for ever.
 */
export async function connectMesh(options: ConnectOptions): Promise<Mesh> {
  const { service, log = silentLogger, version = '0.0.0' } = options
  const { url, tls, replicas, role } = options
  const connection = await openConnection({ url, tls, replicas, role, service, log })
  const observer = createObserver(options)
  const context = { connection, service, log, observer }
  const exchange = natsExchange(connection)
  const takers = createTakers(connection, service)
  const opened = new AsyncDisposableStack()
  const addresses = opened.use(createDisposableSet())
  let closing: Promise<void> | undefined

  return {
    connect: (contract) => createClient(contract, exchange, observer),
    serve: async (contract, handlers, serveOptions) => {
      const served = await serve({ connection, log, version, observer }, contract, {
        handlers,
        ...serveOptions,
      })
      return opened.use(served)
    },
    connectAt: (contract, address) => createClientAt(contract, checkAddress(address), exchange, observer),
    serveAt: (contract, address, handlers, { maxInFlight } = {}) =>
      addresses.use(
        listenAt(connection, contract, handlers, {
          address: checkAddress(address),
          maxInFlight,
          log,
          observer,
        }),
      ),
    discover: (options) => discover(connection, options),
    queue: <T extends z.ZodType>(queue: WorkQueue<T>) => natsQueue({ connection, takers, observer }, queue),
    log<T extends z.ZodType<{ kind: string }>>(definition: EventLog<T>) {
      const events = natsLog(context, definition)
      return {
        ...events,
        consume: async (...args: Parameters<typeof events.consume>) =>
          opened.use(await events.consume(...args)),
        tail: async (...args: Parameters<typeof events.tail>) => opened.use(await events.tail(...args)),
      }
    },
    prepare: (streams, consumptions = []) => ownStreams(connection, { streams, consumptions }, log),
    ping: () => ping(connection),
    closed: connection.closed,
    [Symbol.asyncDispose]() {
      connection.leave()
      closing ??= opened.disposeAsync().finally(() => connection.close())
      return closing
    },
  }
}

async function serve<C extends Contract>(
  own: { connection: Connection; log: MeshLogger; version: string; observer: Observer | undefined },
  contract: C,
  options: ServeOptions & { handlers: Handlers<C> },
): Promise<Served> {
  const { connection, log, version, observer } = own
  const instanceId = randomUUID().replaceAll('-', '')
  const listening = listen(connection, contract, options.handlers, {
    maxInFlight: options.maxInFlight,
    log,
    observer,
  })
  const discovery = answerDiscovery(connection, {
    identity: { name: contract.name, id: instanceId, version, startedAt: new Date().toISOString() },
    contract,
    procedures: listening.server.procedures,
    status: options.status,
  })
  // Callers may call as soon as they hear that we serve: the server must know our subscriptions by then.
  await connection.nats.flush()
  return {
    instanceId,
    async [Symbol.asyncDispose]() {
      discovery[Symbol.dispose]()
      await listening[Symbol.asyncDispose]()
    },
  }
}

async function ping(connection: Connection): Promise<number> {
  const away = new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' })
  if (!connection.isConnected()) throw away
  const startedAt = performance.now()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(away), PING_TIMEOUT_MS)
  try {
    await Promise.race([connection.nats.flush(), late.promise])
  } catch {
    throw away
  } finally {
    clearTimeout(timer)
  }
  return performance.now() - startedAt
}
