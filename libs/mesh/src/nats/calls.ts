import type { Msg, Subscription } from '@nats-io/transport-node'
import { type Contract, type Handlers, RpcError } from '@runhive/contracts/define'
import type { Exchange } from '../client.ts'
import {
  callSubject,
  cancelSubject,
  decodeCancel,
  encodeCancel,
  type Reply,
  readReply,
  readRequestHead,
  replyHeaders,
  requestHeaders,
} from '../envelope.ts'
import type { MeshLogger } from '../logger.ts'
import { createServer, type Server, type ServerOptions } from '../server.ts'
import { headerReader, isNoResponders, type Link } from './link.ts'

/** Carries calls over NATS request/reply. */
export function natsExchange(link: Link): Exchange {
  return ({ service, procedure, body, remainingMs, traceparent }, settle) => {
    const subject = callSubject(service, procedure)
    const end = (outcome: Reply | RpcError) => {
      inbox[Symbol.dispose]()
      settle(outcome)
    }
    // A call under way outlives a short absence of the server: its answer may still arrive, and asking again
    // could do the work twice. So only what is certain ends it early: no permission, or the end of the mesh.
    const fail = (error: RpcError) => {
      if (error.code !== 'UNAVAILABLE' || link.connection.isClosed()) end(error)
    }
    const inbox = link.openInbox({ subject, onMessage: (message) => end(outcomeOf(message, subject)), fail })
    const refuse = (error: RpcError) => {
      queueMicrotask(() => end(error))
      return () => {}
    }
    if (!link.isConnected())
      return refuse(new RpcError('UNAVAILABLE', { message: 'the mesh server is away' }))
    try {
      const headers = requestHeaders({ remainingMs, traceparent })
      link.publish(subject, body, { reply: inbox.address, headers })
    } catch (cause) {
      return refuse(unsendable(cause))
    }
    return (why) => {
      inbox[Symbol.dispose]()
      if (why && link.isConnected()) link.publish(cancelSubject(service), encodeCancel(inbox.address, why))
    }
  }
}

function outcomeOf(message: Msg, subject: string): Reply | RpcError {
  if (isNoResponders(message)) return new RpcError('UNAVAILABLE', { message: `nobody serves ${subject}` })
  const reply = readReply(headerReader(message), message.string())
  return reply ?? new RpcError('INTERNAL', { message: `${subject} replied in an unknown format` })
}

function unsendable(cause: unknown): RpcError {
  if (cause instanceof Error && cause.name === 'InvalidArgumentError') {
    const data = { issues: [{ code: 'too_big', path: [], message: 'is too large for one message' }] }
    return new RpcError('BAD_INPUT', { data, cause })
  }
  return new RpcError('UNAVAILABLE', { message: 'the mesh is closed', cause })
}

export interface Listening extends AsyncDisposable {
  readonly server: Server
}

/** Puts a server on its subjects. Disposing stops taking calls, then finishes those in flight and sends their replies. */
export function listen<C extends Contract>(
  link: Link,
  contract: C,
  handlers: Handlers<C>,
  options: ServerOptions & { readonly log: MeshLogger },
): Listening {
  const server = createServer(contract, handlers, options)
  const subscriptions: Subscription[] = Object.keys(contract.procedures).map((procedure) =>
    link.subscribe(
      callSubject(contract.name, procedure),
      (message) => receive(message, { link, server, procedure, log: options.log }),
      contract.name,
    ),
  )
  const cancels = link.subscribe(cancelSubject(contract.name), (message) => {
    const { id, why } = decodeCancel(message.string())
    server.cancel(id, why)
  })
  return {
    server,
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(subscriptions.map((subscription) => subscription.drain()))
      await server.idle()
      cancels.unsubscribe()
      if (link.isConnected()) await link.connection.flush().catch(() => {})
    },
  }
}

interface Receiver {
  readonly link: Link
  readonly server: Server
  readonly procedure: string
  readonly log: MeshLogger
}

function receive(message: Msg, { link, server, procedure, log }: Receiver): void {
  const address = message.reply
  // A call that nobody waits for is no call.
  if (!address) return
  const head = readRequestHead(headerReader(message))
  const respond = (reply: Reply) => {
    try {
      link.publish(address, reply.body, { headers: replyHeaders(reply.code) })
    } catch (cause) {
      log.error({ procedure, err: cause }, 'reply could not be sent')
      if (!link.connection.isClosed()) link.publish(address, '', { headers: replyHeaders('INTERNAL') })
    }
  }
  if (head === undefined) respond({ code: 'INTERNAL', body: '' })
  else server.handle({ id: address, procedure, body: message.string(), ...head }, respond)
}
