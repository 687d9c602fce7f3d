import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { type Exchange, nobodyServes, type Outgoing } from '../../rpc/client.ts'
import type { AbortCode } from '../../wire/deadline.ts'
import {
  addressedCancelHeaders,
  addressedHeaders,
  addressSubject,
  callSubject,
  cancelSubject,
  encodeCancel,
  type Headers,
  type Reply,
  readReply,
  requestHeaders,
} from '../../wire/envelope.ts'
import type { Connection } from '../connection/connection.ts'
import { headerReader, isNoResponders } from '../connection/message.ts'

/** Carries calls over NATS request/reply. */
export function natsExchange(connection: Connection): Exchange {
  return (outgoing, settle) => {
    const route = routeOf(outgoing)
    const { subject } = route
    const end = (outcome: Reply | RpcError) => {
      inbox[Symbol.dispose]()
      settle(outcome)
    }
    // A call under way outlives a short absence of the server: its answer may still arrive, and asking again
    // could do the work twice. So only what is certain ends it early: no permission, or the end of the mesh.
    const fail = (error: RpcError) => {
      if (error.code !== 'UNAVAILABLE' || connection.nats.isClosed()) end(error)
    }
    const inbox = connection.openInbox({
      subject,
      onMessage: (message) => end(outcomeOf(message, subject)),
      fail,
    })
    const refuse = (error: RpcError) => {
      queueMicrotask(() => end(error))
      return () => {}
    }
    if (!connection.isConnected())
      return refuse(new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' }))
    try {
      connection.publish(subject, outgoing.body, { reply: inbox.address, headers: route.headers })
    } catch (cause) {
      return refuse(unsendable(cause))
    }
    return (why) => {
      inbox[Symbol.dispose]()
      if (why && connection.isConnected()) route.cancel(connection, inbox.address, why)
    }
  }
}

interface Route {
  readonly subject: string
  readonly headers: Headers
  readonly cancel: (connection: Connection, id: string, why: AbortCode) => void
}

/** To an address everything goes on one subject: one subscription hears it, in the order in which it was sent. */
function routeOf({ service, address, procedure, remainingMs, traceparent }: Outgoing): Route {
  if (address === undefined) {
    return {
      subject: callSubject(service, procedure),
      headers: requestHeaders({ remainingMs, traceparent }),
      cancel: (connection, id, why) => connection.publish(cancelSubject(service), encodeCancel(id, why)),
    }
  }
  const subject = addressSubject(service, address)
  return {
    subject,
    headers: addressedHeaders({ remainingMs, traceparent, procedure }),
    cancel: (connection, id, why) =>
      connection.publish(subject, encodeCancel(id, why), { headers: addressedCancelHeaders() }),
  }
}

function outcomeOf(message: Msg, subject: string): Reply | RpcError {
  if (isNoResponders(message)) return nobodyServes(subject)
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
