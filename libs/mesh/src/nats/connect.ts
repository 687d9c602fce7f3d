import { randomUUID } from 'node:crypto'
import { type Contract, type Handlers, RpcError } from '@runhive/contracts/define'
import type { Role } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { checkAddress } from '../addresses.ts'
import { createClient, createClientAt } from '../client.ts'
import { type MeshLogger, silentLogger } from '../logger.ts'
import type { Mesh, Served, ServeOptions } from '../mesh.ts'
import { createObserver, type ObserveOptions, type Observer } from '../observe.ts'
import { createOpened } from '../opened.ts'
import { natsExchange } from './calls.ts'
import { answerDiscovery, discover } from './discovery.ts'
import { keep } from './keeping.ts'
import { type Link, openLink } from './link.ts'
import { listen, listenAt } from './listen.ts'
import { natsLog } from './log.ts'
import { natsQueue } from './queue.ts'
import { createTaking } from './taking.ts'
import type { TlsFiles } from './tls.ts'

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
   * How many servers of a NATS cluster keep a copy of each stream: 1, 3 or 5. Streams that exist are changed to it.
   * Without: new streams are kept by one server, and those that exist by as many as before.
   */
  readonly replicas?: number | undefined
  /**
   * What this login may do: it makes the streams that it keeps, and waits for all others. Without: it makes whatever
   * it needs.
   */
  readonly role?: Role | undefined
}

const PING_TIMEOUT_MS = 2_000

/** Joins the mesh on NATS. Rejects with `UNAVAILABLE` when no server answers; once connected it reconnects for ever. */
export async function connectMesh(options: ConnectOptions): Promise<Mesh> {
  const { service, log = silentLogger, version = '0.0.0' } = options
  const { url, tls, replicas, role } = options
  const link = await openLink({ url, tls, replicas, role, service, log })
  const observer = createObserver(options)
  const context = { link, service, log, observer }
  const exchange = natsExchange(link)
  const taking = createTaking(link, service)
  const opened = new AsyncDisposableStack()
  const addresses = opened.use(createOpened())
  let closing: Promise<void> | undefined

  return {
    connect: (contract) => createClient(contract, exchange, observer),
    serve: async (contract, handlers, serveOptions) => {
      const served = await serve({ link, log, version, observer }, contract, { handlers, ...serveOptions })
      return opened.use(served)
    },
    connectAt: (contract, address) => createClientAt(contract, checkAddress(address), exchange, observer),
    serveAt: (contract, address, handlers, { maxInFlight } = {}) =>
      addresses.use(
        listenAt(link, contract, handlers, { address: checkAddress(address), maxInFlight, log, observer }),
      ),
    discover: (options) => discover(link, options),
    queue: <T extends z.ZodType>(queue: WorkQueue<T>) => natsQueue({ link, taking, observer }, queue),
    log<T extends z.ZodType<{ kind: string }>>(definition: EventLog<T>) {
      const events = natsLog(context, definition)
      return {
        ...events,
        consume: async (...args: Parameters<typeof events.consume>) =>
          opened.use(await events.consume(...args)),
        tail: async (...args: Parameters<typeof events.tail>) => opened.use(await events.tail(...args)),
      }
    },
    prepare: (streams, consumptions = []) => keep(link, { streams, consumptions }, log),
    ping: () => ping(link),
    closed: link.closed,
    [Symbol.asyncDispose]() {
      link.leave()
      closing ??= opened.disposeAsync().finally(() => link.close())
      return closing
    },
  }
}

async function serve<C extends Contract>(
  own: { link: Link; log: MeshLogger; version: string; observer: Observer | undefined },
  contract: C,
  options: ServeOptions & { handlers: Handlers<C> },
): Promise<Served> {
  const { link, log, version, observer } = own
  const instanceId = randomUUID().replaceAll('-', '')
  const listening = listen(link, contract, options.handlers, {
    maxInFlight: options.maxInFlight,
    log,
    observer,
  })
  const discovery = answerDiscovery(link, {
    identity: { name: contract.name, id: instanceId, version, startedAt: new Date().toISOString() },
    contract,
    procedures: listening.server.procedures,
    status: options.status,
  })
  // Whoever hears that we serve may call at once: the server must know our subscriptions by then.
  await link.connection.flush()
  return {
    instanceId,
    async [Symbol.asyncDispose]() {
      discovery[Symbol.dispose]()
      await listening[Symbol.asyncDispose]()
    },
  }
}

async function ping(link: Link): Promise<number> {
  const away = new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' })
  if (!link.isConnected()) throw away
  const startedAt = performance.now()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(away), PING_TIMEOUT_MS)
  try {
    await Promise.race([link.connection.flush(), late.promise])
  } catch {
    throw away
  } finally {
    clearTimeout(timer)
  }
  return performance.now() - startedAt
}
