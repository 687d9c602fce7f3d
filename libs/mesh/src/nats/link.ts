import {
  connect,
  headers as createHeaders,
  type Msg,
  type NatsConnection,
  type ServerInfo,
  type Subscription,
} from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { Role } from '@runhive/contracts/roles'
import type { Headers, ReadHeader } from '../envelope.ts'
import type { MeshLogger } from '../logger.ts'
import { inboxPrefix } from '../permissions.ts'
import { createInboxes, type Inbox, type Waiting } from './inboxes.ts'
import { type Presence, watchPresence } from './presence.ts'
import { type TlsFiles, tlsOptions } from './tls.ts'
import { createUnfinished, type Unfinished } from './unfinished.ts'

/**
 * One connection, and what the rest of this folder needs beyond it: a shared inbox for replies, and knowing at once
 * when the server is away. While it is, calls are refused and not kept in a buffer that may never be sent.
 */
export interface Link extends Presence, Pick<Unfinished, 'track'> {
  /** For a few direct uses in this folder only. */
  readonly connection: NatsConnection
  /** How many servers of a cluster keep each stream; undefined: as many as keep it already. */
  readonly replicas: number | undefined
  readonly server: ServerKind
  /** Whether this login makes the stream of this name, and its consumers; else it waits until they are there. */
  keeps(stream: string): boolean
  publish(subject: string, body: string, options?: { reply?: string; headers?: Headers }): void
  openInbox(waiting: Waiting): Inbox
  /** Rejects with `UNAVAILABLE` when nobody listens or the server is away, `DEADLINE_EXCEEDED` after `timeoutMs`. */
  request(subject: string, body: string, options: { headers?: Headers; timeoutMs: number }): Promise<Msg>
  subscribe(subject: string, onMessage: (message: Msg) => void, queue?: string): Subscription
  readonly closed: Promise<Error | undefined>
  /** Second and later calls wait for the first. */
  close(): Promise<void>
}

/**
 * What the server is that we are connected to now. `cluster`: of several, another may die without our connection
 * noticing. `old`: before 2.10, which may lose its hold of an item that comes back to requests whose askers have all
 * gone.
 */
export type ServerKind = 'single' | 'cluster' | 'old'

interface LinkOptions {
  readonly url: string
  readonly tls?: TlsFiles | undefined
  readonly replicas?: number | undefined
  readonly role?: Role | undefined
  readonly service: string
  readonly log: MeshLogger
}

const RECONNECT_WAIT_MS = 200
/**
 * Of one attempt. A server that refuses our certificate, or the lack of one, hangs up without a word: this is how we
 * notice.
 */
const DIAL_TIMEOUT_MS = 10_000
const FINISH_PATIENCE_MS = 5_000
const PING_INTERVAL_MS = 10_000

export async function openLink(options: LinkOptions): Promise<Link> {
  const connection = await dial(options)
  const inboxes = createInboxes(connection, inboxPrefix(options.service))
  const failAll = (message: string) => inboxes.fail(new RpcError('UNAVAILABLE', { message }), () => true)
  const unfinished = createUnfinished()
  const presence = watchPresence(connection, {
    log: options.log,
    onAway: () => failAll('the connection to the mesh server was lost'),
    onForbidden(error) {
      if (error.operation !== 'publish') return
      const refused = new RpcError('INTERNAL', { message: `not permitted: ${error.subject}`, cause: error })
      inboxes.fail(refused, (waiting) => waiting.subject === error.subject)
    },
  })
  const closed = connection.closed().then((reason) => {
    failAll('the mesh is closed')
    return reason ?? undefined
  })
  let closing: Promise<void> | undefined
  const link: Link = {
    connection,
    replicas: options.replicas,
    keeps: (stream) => options.role === undefined || keeps(options.role, stream),
    ...presence,
    track: (work) => unfinished.track(work),
    openInbox: (waiting) => inboxes.open(waiting),
    get server() {
      return kindOf(connection.info)
    },
    publish(subject, body, { reply, headers } = {}) {
      connection.publish(subject, body, {
        ...(reply !== undefined && { reply }),
        ...(headers !== undefined && { headers: toNatsHeaders(headers) }),
      })
    },
    request: (subject, body, requestOptions) => request(link, subject, body, requestOptions),
    subscribe: (subject, onMessage, queue) =>
      connection.subscribe(subject, {
        ...(queue !== undefined && { queue }),
        callback: (error, message) => {
          if (!error) onMessage(message)
        },
      }),
    closed,
    async close() {
      closing ??= finish(
        link,
        unfinished.over().then(() => inboxes.idle()),
      )
      await closing
    },
  }
  return link
}

function keeps({ keeps = [] }: Role, stream: string): boolean {
  return keeps.some(({ name }) => name === stream)
}

/**
 * Waits for what is under way, since draining ends the inbox that replies come to, but not longer than anybody would.
 */
async function finish(link: Link, finished: Promise<void>): Promise<void> {
  const { connection } = link
  if (connection.isClosed()) return
  const patience = Promise.withResolvers<void>()
  const timer = setTimeout(patience.resolve, FINISH_PATIENCE_MS)
  await Promise.race([finished, connection.closed(), patience.promise])
  clearTimeout(timer)
  // Draining asks the server to acknowledge; an absent one never does.
  await (link.isConnected() ? connection.drain().catch(() => connection.close()) : connection.close())
}

function kindOf(info: ServerInfo | undefined): ServerKind {
  const [major = 0, minor = 0] = (info?.version ?? '').split('.').map(Number)
  if (major < 2 || (major === 2 && minor < 10)) return 'old'
  return info?.cluster === undefined ? 'single' : 'cluster'
}

async function dial({ url, tls, service }: LinkOptions): Promise<NatsConnection> {
  const servers = url.split(',').map((one) => new URL(one.trim()))
  const { username, password, protocol } = servers[0] ?? {}
  try {
    return await connect({
      servers: servers.map((server) => server.host),
      name: service,
      inboxPrefix: inboxPrefix(service),
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      timeout: DIAL_TIMEOUT_MS,
      pingInterval: PING_INTERVAL_MS,
      noAsyncTraces: true,
      ...(protocol === 'tls:' && { tls: tlsOptions(servers, tls) }),
      ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password ?? '') }),
    })
  } catch (cause) {
    const where = servers.map((server) => server.host).join(', ')
    const reason = explain(cause, protocol === 'tls:')
    throw new RpcError('UNAVAILABLE', { message: `cannot reach NATS at ${where}: ${reason}`, cause })
  }
}

function explain(cause: unknown, tls: boolean): string {
  if (!(cause instanceof Error)) return String(cause)
  if (!tls || cause.name !== 'TimeoutError') return cause.message
  return `${cause.message}; a server that asks clients for a certificate may have refused ours`
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
    const onMessage = (message: Msg) => {
      if (isNoResponders(message)) fail(new RpcError('UNAVAILABLE', { message: `nobody serves ${subject}` }))
      else end(() => resolve(message))
    }
    const inbox = link.openInbox({ subject, onMessage, fail })
    if (!link.isConnected())
      return fail(new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' }))
    try {
      const { headers } = options
      link.publish(subject, body, { reply: inbox.address, ...(headers && { headers }) })
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
