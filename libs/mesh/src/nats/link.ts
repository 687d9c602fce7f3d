import {
  connect,
  headers as createHeaders,
  createInbox,
  type Msg,
  type NatsConnection,
  PermissionViolationError,
  type Subscription,
} from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { Headers, ReadHeader } from '../envelope.ts'
import type { MeshLogger } from '../logger.ts'

/**
 * One connection, and the two things the rest of this folder needs beyond it: an inbox shared by all replies (a
 * subscription per request would cost a message each way), and knowing at once when the server is away.
 */
export interface Link {
  /** For a few direct uses in this folder only. */
  readonly connection: NatsConnection
  /** False from the moment the server is gone until it is back: do not wait for what cannot come. */
  isConnected(): boolean
  /** Resolves at once while connected, else when the server is back. Rejects with `UNAVAILABLE` once the link is closed. */
  whenConnected(): Promise<void>
  publish(subject: string, body: string, options?: { reply?: string; headers?: Headers }): void
  /** Listens for replies under an address of its own until disposed. `fail` hears why none will come, if that is known. */
  openInbox(onMessage: (message: Msg) => void, subject: string, fail: (error: RpcError) => void): Inbox
  /**
   * Rejects with `UNAVAILABLE` when nobody listens, the server is away or goes away, and `DEADLINE_EXCEEDED` after
   * `timeoutMs`.
   */
  request(subject: string, body: string, options: { headers?: Headers; timeoutMs: number }): Promise<Msg>
  subscribe(subject: string, onMessage: (message: Msg) => void, queue?: string): Subscription
  /** Called each time the server is back, when subscriptions stand again, and when the link is closed for good. */
  onChange(listener: (change: 'back' | 'closed') => void): Disposable
  readonly closed: Promise<Error | undefined>
  /** Second and later calls wait for the first. */
  close(): Promise<void>
}

export interface Inbox extends Disposable {
  readonly address: string
}

interface Waiting {
  readonly subject: string
  readonly onMessage: (message: Msg) => void
  readonly fail: (error: RpcError) => void
}

const RECONNECT_WAIT_MS = 200
const PING_INTERVAL_MS = 10_000

export async function openLink(options: { url: string; service: string; log: MeshLogger }): Promise<Link> {
  const { log, service } = options
  const connection = await dial(options)
  const base = `${createInbox(inboxPrefix(service))}.`
  const waiting = new Map<string, Waiting>()
  const listeners = new Set<(change: 'back' | 'closed') => void>()
  let sequence = 0
  let connected = true
  let back = Promise.withResolvers<void>()

  connection.subscribe(`${base}*`, {
    callback: (_error, message) => waiting.get(message.subject.slice(base.length))?.onMessage(message),
  })

  function failAll(error: RpcError, about: (entry: Waiting) => boolean): void {
    for (const entry of [...waiting.values()]) if (about(entry)) entry.fail(error)
  }

  async function watch(): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        connected = false
        log.warn({ server: status.server }, 'mesh server is away')
        failAll(new RpcError('UNAVAILABLE', { message: 'the mesh server went away' }), () => true)
      } else if (status.type === 'reconnect') {
        connected = true
        log.info({ server: status.server }, 'mesh server is back')
        back.resolve()
        back = Promise.withResolvers()
        for (const listener of [...listeners]) listener('back')
      } else if (status.type === 'error') {
        const { error } = status
        log.error({ err: error }, 'mesh server refused something')
        if (error instanceof PermissionViolationError && error.operation === 'publish') {
          const refused = new RpcError('INTERNAL', {
            message: `not permitted: ${error.subject}`,
            cause: error,
          })
          failAll(refused, (entry) => entry.subject === error.subject)
        }
      }
    }
  }
  void watch()
  const closed = connection.closed().then((reason) => {
    connected = false
    failAll(new RpcError('UNAVAILABLE', { message: 'the mesh is closed' }), () => true)
    for (const listener of [...listeners]) listener('closed')
    return reason ?? undefined
  })

  const link: Link = {
    connection,
    isConnected: () => connected && !connection.isClosed(),
    async whenConnected() {
      if (connection.isClosed()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
      if (connected) return
      await Promise.race([back.promise, connection.closed()])
      if (connection.isClosed()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
    },
    publish(subject, body, { reply, headers } = {}) {
      connection.publish(subject, body, {
        ...(reply !== undefined && { reply }),
        ...(headers !== undefined && { headers: toNatsHeaders(headers) }),
      })
    },
    openInbox(onMessage, subject, fail) {
      const token = (sequence++).toString(36)
      waiting.set(token, { subject, onMessage, fail })
      return { address: base + token, [Symbol.dispose]: () => void waiting.delete(token) }
    },
    request: (subject, body, requestOptions) => request(link, subject, body, requestOptions),
    subscribe: (subject, onMessage, queue) =>
      connection.subscribe(subject, {
        ...(queue !== undefined && { queue }),
        callback: (error, message) => {
          if (!error) onMessage(message)
        },
      }),
    onChange(listener) {
      listeners.add(listener)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
    closed,
    async close() {
      if (connection.isClosed()) return
      if (connection.isDraining()) return void (await connection.closed())
      // Draining asks the server to acknowledge; an absent one never does.
      await (link.isConnected() ? connection.drain().catch(() => connection.close()) : connection.close())
    },
  }
  return link
}

/** Each service's replies arrive under its own name, so that permissions can keep others from reading them. */
export function inboxPrefix(service: string): string {
  return `_INBOX_${service}`
}

async function dial({ url, service }: { url: string; service: string }): Promise<NatsConnection> {
  const servers = url.split(',').map((one) => new URL(one.trim()))
  const { username, password } = servers[0] ?? {}
  try {
    return await connect({
      servers: servers.map((server) => server.host),
      name: service,
      inboxPrefix: inboxPrefix(service),
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      pingInterval: PING_INTERVAL_MS,
      noAsyncTraces: true,
      ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password ?? '') }),
    })
  } catch (cause) {
    const where = servers.map((server) => server.host).join(', ')
    throw new RpcError('UNAVAILABLE', { message: `cannot reach NATS at ${where}`, cause })
  }
}

function request(
  link: Link,
  subject: string,
  body: string,
  options: { headers?: Headers; timeoutMs: number },
): Promise<Msg> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer)
      inbox[Symbol.dispose]()
      settle()
    }
    const fail = (error: RpcError) => end(() => reject(error))
    const timer = setTimeout(() => fail(new RpcError('DEADLINE_EXCEEDED')), options.timeoutMs)
    const inbox = link.openInbox(
      (message) => {
        if (isNoResponders(message))
          fail(new RpcError('UNAVAILABLE', { message: `nobody serves ${subject}` }))
        else end(() => resolve(message))
      },
      subject,
      fail,
    )
    if (!link.isConnected()) return fail(new RpcError('UNAVAILABLE', { message: 'the mesh server is away' }))
    try {
      link.publish(subject, body, { ...options, reply: inbox.address })
    } catch (cause) {
      fail(new RpcError('INTERNAL', { message: `cannot send to ${subject}`, cause }))
    }
  })
}

/** The server's own answer to a request that nobody listens for. */
export function isNoResponders(message: Msg): boolean {
  return message.data.length === 0 && message.headers?.code === 503
}

export function toNatsHeaders(entries: Headers) {
  const headers = createHeaders()
  for (const [name, value] of entries) headers.append(name, value)
  return headers
}

export function headerReader(message: Msg): ReadHeader {
  return (name) => message.headers?.get(name) || undefined
}
