import type { Msg, Subscription } from '@nats-io/transport-node'
import type { Contract, Handlers } from '@runhive/contracts/define'
import type { MeshLogger } from '../../logger.ts'
import { createServer, type Server, type ServerOptions } from '../../rpc/server.ts'
import {
  addressSubject,
  callSubject,
  cancelSubject,
  decodeCancel,
  type Reply,
  readAddressed,
  readRequestHead,
  replyHeaders,
} from '../../wire/envelope.ts'
import { isInbox } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'
import { headerReader } from '../connection/message.ts'

export interface Listening extends AsyncDisposable {
  readonly server: Server
}

interface ListenOptions extends ServerOptions {
  readonly log: MeshLogger
}

/**
 * Puts a server on its subjects. Disposing stops taking calls, then finishes those in flight and sends their replies.
 */
export function listen<C extends Contract>(
  connection: Connection,
  contract: C,
  handlers: Handlers<C>,
  options: ListenOptions,
): Listening {
  const server = createServer(contract, handlers, options)
  const subscriptions = Object.keys(contract.procedures).map((procedure) =>
    connection.subscribe(
      callSubject(contract.name, procedure),
      (message) => receive(message, { connection, server, procedure, log: options.log }),
      contract.name,
    ),
  )
  const cancels = connection.subscribe(cancelSubject(contract.name), (message) => cancel(server, message))
  return {
    server,
    async [Symbol.asyncDispose]() {
      await finish(connection, server, subscriptions)
      cancels.unsubscribe()
    },
  }
}

/**
 * The same at an address: one subscription for all procedures and for cancelling, so that what is sent in order
 * arrives in order.
 */
export function listenAt<C extends Contract>(
  connection: Connection,
  contract: C,
  handlers: Handlers<C>,
  options: ListenOptions & { readonly address: string },
): Listening {
  const server = createServer(contract, handlers, options)
  const onMessage = (message: Msg) => {
    const request = readAddressed(headerReader(message))
    if ('cancel' in request) cancel(server, message)
    else receive(message, { connection, server, procedure: request.procedure, log: options.log })
  }
  // In a queue group although one process serves an address: should two ever do so, a call is not made twice.
  const subscription = connection.subscribe(
    addressSubject(contract.name, options.address),
    onMessage,
    contract.name,
  )
  return { server, [Symbol.asyncDispose]: () => finish(connection, server, [subscription]) }
}

async function finish(
  connection: Connection,
  server: Server,
  subscriptions: ReadonlyArray<Subscription>,
): Promise<void> {
  await Promise.allSettled(subscriptions.map((subscription) => subscription.drain()))
  await server.idle()
  if (connection.isConnected()) await connection.nats.flush().catch(() => {})
}

function cancel(server: Server, message: Msg): void {
  const { id, why } = decodeCancel(message.string())
  server.cancel(id, why)
}

interface Receiver {
  readonly connection: Connection
  readonly server: Server
  readonly procedure: string
  readonly log: MeshLogger
}

function receive(message: Msg, { connection, server, procedure, log }: Receiver): void {
  const address = message.reply
  // A call that nobody waits for is no call.
  if (!address || !isInbox(address)) return
  const head = readRequestHead(headerReader(message))
  const respond = (reply: Reply) => {
    try {
      connection.publish(address, reply.body, { headers: replyHeaders(reply.code) })
    } catch (cause) {
      log.error({ procedure, err: cause }, 'reply could not be sent')
      if (!connection.nats.isClosed()) connection.publish(address, '', { headers: replyHeaders('INTERNAL') })
    }
  }
  if (head === undefined) respond({ code: 'INTERNAL', body: '' })
  else server.handle({ id: address, procedure, body: message.string(), ...head }, respond)
}
