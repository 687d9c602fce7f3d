import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { Role } from '@runhive/contracts/roles'
import type { MeshLogger } from '../../logger.ts'
import type { Headers } from '../../wire/envelope.ts'
import { inboxPrefix } from '../../wire/nats-names.ts'
import { type Connectivity, watchConnectivity } from './connectivity.ts'
import { type DialOptions, dial } from './dial.ts'
import { createInFlight, type InFlight } from './in-flight.ts'
import { isNoResponders, toNatsHeaders } from './message.ts'
import { createReplyInboxes, type PendingReply, type ReplyInbox } from './reply-inbox.ts'

/**
 * One NATS connection, with a shared inbox for replies and immediate notice when the server goes away. While it is
 * away, calls are refused instead of being buffered: the buffer might never be sent.
 */
export interface Connection extends Connectivity, Pick<InFlight, 'track'> {
  /** For the few direct uses below `nats/`. */
  readonly nats: NatsConnection
  /** How many servers of a cluster store each stream; undefined leaves an existing stream as it is. */
  readonly replicas: number | undefined
  /** In a cluster another server may die without this connection noticing. */
  isClustered(): boolean
  /** Whether this login creates the stream and its consumers; otherwise it waits until they exist. */
  ownsStream(name: string): boolean
  publish(subject: string, body: string, options?: { reply?: string; headers?: Headers }): void
  openInbox(pending: PendingReply): ReplyInbox
  /** Rejects with `UNAVAILABLE` when nobody listens or the server is away, `DEADLINE_EXCEEDED` after `timeoutMs`. */
  request(subject: string, body: string, options: { headers?: Headers; timeoutMs: number }): Promise<Msg>
  subscribe(subject: string, onMessage: (message: Msg) => void, queue?: string): Subscription
  readonly closed: Promise<Error | undefined>
  /** Second and later calls wait for the first. */
  close(): Promise<void>
}

interface ConnectionOptions extends DialOptions {
  readonly replicas?: number | undefined
  readonly role?: Role | undefined
  readonly log: MeshLogger
}

const CLOSE_TIMEOUT_MS = 5_000

export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const nats = await dial(options)
  const inboxes = createReplyInboxes(nats, inboxPrefix(options.service))
  const failAll = (message: string) => inboxes.fail(new RpcError('UNAVAILABLE', { message }), () => true)
  const inFlight = createInFlight()
  const connectivity = watchConnectivity(nats, {
    log: options.log,
    onAway: () => failAll('the connection to the mesh server was lost'),
    onForbidden(error) {
      if (error.operation !== 'publish') return
      const refused = new RpcError('INTERNAL', { message: `not permitted: ${error.subject}`, cause: error })
      inboxes.fail(refused, (pending) => pending.subject === error.subject)
    },
  })
  const closed = nats.closed().then((reason) => {
    failAll('the mesh is closed')
    return reason ?? undefined
  })
  let closing: Promise<void> | undefined
  const connection: Connection = {
    nats,
    replicas: options.replicas,
    isClustered: () => nats.info?.cluster !== undefined,
    ownsStream: (name) => options.role === undefined || ownsStream(options.role, name),
    ...connectivity,
    track: (work) => inFlight.track(work),
    openInbox: (pending) => inboxes.open(pending),
    publish(subject, body, { reply, headers } = {}) {
      nats.publish(subject, body, {
        ...(reply !== undefined && { reply }),
        ...(headers !== undefined && { headers: toNatsHeaders(headers) }),
      })
    },
    request: (subject, body, requestOptions) => request(connection, subject, body, requestOptions),
    subscribe: (subject, onMessage, queue) =>
      nats.subscribe(subject, {
        ...(queue !== undefined && { queue }),
        callback: (error, message) => {
          if (!error) onMessage(message)
        },
      }),
    closed,
    async close() {
      closing ??= finish(
        connection,
        inFlight.settled().then(() => inboxes.idle()),
      )
      await closing
    },
  }
  return connection
}

function ownsStream({ ownsStreams = [] }: Role, name: string): boolean {
  return ownsStreams.some((stream) => stream.name === name)
}

/** Waits a limited time for work in flight, because draining closes the inbox that replies come to. */
async function finish(connection: Connection, finished: Promise<void>): Promise<void> {
  const { nats } = connection
  if (nats.isClosed()) return
  const timeout = Promise.withResolvers<void>()
  const timer = setTimeout(timeout.resolve, CLOSE_TIMEOUT_MS)
  await Promise.race([finished, nats.closed(), timeout.promise])
  clearTimeout(timer)
  // Draining needs an answer from the server; a server that is away never gives one.
  await (connection.isConnected() ? nats.drain().catch(() => nats.close()) : nats.close())
}

function request(
  connection: Connection,
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
    const inbox = connection.openInbox({ subject, onMessage, fail })
    if (!connection.isConnected())
      return fail(new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' }))
    try {
      const { headers } = options
      connection.publish(subject, body, { reply: inbox.address, ...(headers && { headers }) })
    } catch (cause) {
      fail(new RpcError('INTERNAL', { message: `cannot send to ${subject}`, cause }))
    }
  })
}
