import type { IncomingMessage } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import type { Gate } from '../../../domain/gate.ts'
import type { SocketOperations } from '../../../procedure/context.ts'
import type { Turns } from '../../http/turns.ts'
import { countArriving } from './arriving.ts'
import type { ByteBudget } from './byte-budget.ts'
import { CLOSE, type Why } from './close.ts'
import { createInbox } from './inbox.ts'
import { createOperations } from './operations.ts'
import { createStrikes } from './strikes.ts'
import { watchOver } from './watch-over.ts'

/** What all sockets share. */
export interface SharedBySockets {
  readonly turns: Turns
  readonly budget: ByteBudget
  /** Operations under way by address, and in all. */
  readonly ofAddress: Gate
  readonly ofAll: Gate
}

export interface AttendOptions {
  readonly address: string
  readonly shared: SharedBySockets
  readonly maxMessageBytes: number
  /** Operations under way on this socket. */
  readonly maxOperations: number
  /** How many strikes it has at once. */
  readonly maxStrikes: number
  /** How often it is checked, milliseconds. */
  readonly beatMs: number
  /** A caller has authenticated on it. */
  readonly onKnown: () => void
  /** It is closed for one of the limits. */
  readonly onClosing: (why: Why) => void
  /** Lets tRPC listen to the socket. */
  readonly listen: (operations: SocketOperations) => void
}

/** Bytes of answers that may wait in a socket whose peer does not read them: above what a watcher leaves there. */
const MAX_UNREAD_BYTES = 2 * 1024 * 1024
const STRIKES_PER_SECOND = 5

/**
 * Stands between a socket and tRPC: decides when the socket is read, when a message is handed on, and when it is
 * closed. The result closes the socket, with a reason.
 */
export function attend(
  socket: WebSocket,
  request: IncomingMessage,
  options: AttendOptions,
): (why: Why) => void {
  const { address, shared } = options
  const attending = new DisposableStack()
  const account = shared.budget.open(address)
  const strikes = createStrikes({ burst: options.maxStrikes, perSecond: STRIKES_PER_SECOND })
  const close = (why: Why) => {
    if (attending.disposed) return
    attending.dispose()
    options.onClosing(why)
    socket.close(CLOSE[why].code, CLOSE[why].reason)
  }
  const strike = () => {
    if (strikes.add()) close('refusals')
  }
  const operations = createOperations({
    ...shared,
    address,
    maximum: options.maxOperations,
    begin: () => inbox.begin(),
    isClosed: () => attending.disposed,
    onKnown() {
      account.know()
      options.onKnown()
    },
    onRefused: strike,
  })
  const deliver = takeListeners(socket, () => options.listen(operations))
  const bytes = { account, onTooMany: () => close('bytes') }
  const arriving = attending.use(countArriving(socket, request.socket, bytes))
  const inbox = attending.use(
    createInbox({
      ...bytes,
      socket,
      deliver,
      takeTurn: (work) => shared.turns.take(address, work),
      maxOperations: options.maxOperations,
      maxBytesUnderWay: options.maxMessageBytes,
      maxUnreadBytes: MAX_UNREAD_BYTES,
      onNothing: strike,
      onResume: () => watch.resumed(),
    }),
  )
  const watch = attending.use(
    watchOver(socket, request, {
      beatMs: options.beatMs,
      maxUnreadBytes: MAX_UNREAD_BYTES,
      isRead: inbox.isRead,
      arriving,
      onSlow: () => close('slow'),
    }),
  )
  socket.on('message', (data, isBinary) => {
    if (attending.disposed) return
    const isMessage = isBinary || !isKeepAlive(data)
    watch.heard(isMessage)
    if (isMessage) return inbox.push(data, isBinary)
    // Not queued behind the others: a ping wants its answer at once.
    deliver(data, isBinary)
    strike()
  })
  socket.on('ping', strike)
  socket.on('pong', strike)
  request.socket.on('drain', inbox.look)
  socket.once('close', () => attending.dispose())
  return close
}

/** Detaches the listeners of messages; the result hands one message on to them. */
function takeListeners(socket: WebSocket, listen: () => void): (data: RawData, isBinary: boolean) => void {
  listen()
  const listeners = socket.listeners('message')
  socket.removeAllListeners('message')
  return (data, isBinary) => {
    for (const listener of listeners) listener.call(socket, data, isBinary)
  }
}

/** tRPC's own pings, because pages cannot send the WebSocket frames for it. */
const KEEP_ALIVE: ReadonlySet<string> = new Set(['PING', 'PONG'])
const isKeepAlive = (data: RawData): boolean =>
  Buffer.isBuffer(data) && data.length === 4 && KEEP_ALIVE.has(data.toString())
