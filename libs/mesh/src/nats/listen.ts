import type { Msg, Subscription } from '@nats-io/transport-node'
import type { Contract, Handlers } from '@runhive/contracts/define'
import {
  addressSubject,
  callSubject,
  cancelSubject,
  decodeCancel,
  type Reply,
  readAddressed,
  readRequestHead,
  replyHeaders,
} from '../envelope.ts'
import type { MeshLogger } from '../logger.ts'
import { isInbox } from '../permissions.ts'
import { createServer, type Server, type ServerOptions } from '../server.ts'
import { headerReader, type Link } from './link.ts'

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
  link: Link,
  contract: C,
  handlers: Handlers<C>,
  options: ListenOptions,
): Listening {
  const server = createServer(contract, handlers, options)
  const subscriptions = Object.keys(contract.procedures).map((procedure) =>
    link.subscribe(
      callSubject(contract.name, procedure),
      (message) => receive(message, { link, server, procedure, log: options.log }),
      contract.name,
    ),
  )
  const cancels = link.subscribe(cancelSubject(contract.name), (message) => cancel(server, message))
  return {
    server,
    async [Symbol.asyncDispose]() {
      await finish(link, server, subscriptions)
      cancels.unsubscribe()
    },
  }
}

/**
 * The same at an address: one subscription for all procedures and for cancelling, so that what is sent in order
 * arrives in order.
 */
export function listenAt<C extends Contract>(
  link: Link,
  contract: C,
  handlers: Handlers<C>,
  options: ListenOptions & { readonly address: string },
): Listening {
  const server = createServer(contract, handlers, options)
  const onMessage = (message: Msg) => {
    const asked = readAddressed(headerReader(message))
    if ('cancel' in asked) cancel(server, message)
    else receive(message, { link, server, procedure: asked.procedure, log: options.log })
  }
  // In a queue group although one process serves an address: should two ever do so, a call is not made twice.
  const subscription = link.subscribe(
    addressSubject(contract.name, options.address),
    onMessage,
    contract.name,
  )
  return { server, [Symbol.asyncDispose]: () => finish(link, server, [subscription]) }
}

async function finish(link: Link, server: Server, subscriptions: ReadonlyArray<Subscription>): Promise<void> {
  await Promise.allSettled(subscriptions.map((subscription) => subscription.drain()))
  await server.idle()
  if (link.isConnected()) await link.connection.flush().catch(() => {})
}

function cancel(server: Server, message: Msg): void {
  const { id, why } = decodeCancel(message.string())
  server.cancel(id, why)
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
  if (!address || !isInbox(address)) return
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
