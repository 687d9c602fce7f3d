import type { IncomingMessage } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import type { SocketOperations } from '../../context.ts'
import { countArriving } from './arriving.ts'
import type { ByteBudget } from './byte-budget.ts'
import { CLOSE, type Why } from './close.ts'
import type { Gate } from './gate.ts'
import { createInbox } from './inbox.ts'
import { createOperations } from './operations.ts'
import { createStrikes } from './strikes.ts'
import type { Turns } from './turns.ts'
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
  /** How much it may do wrong at once. */
  readonly maxStrikes: number
  /** How often it is looked after, milliseconds. */
  readonly beatMs: number
  /** A caller has proved on it who it is. */
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
 * Stands between a socket and tRPC: decides when the socket is read, when a message is handed on, and when it has
 * been enough. The answer closes the socket, with a reason.
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
    // Not behind the others: who asks whether we are there wants to know at once.
    deliver(data, isBinary)
    strike()
  })
  socket.on('ping', strike)
  socket.on('pong', strike)
  request.socket.on('drain', inbox.look)
  socket.once('close', () => attending.dispose())
  return close
}

/** What listens to messages does so no more by itself: the answer tells it of one. */
function takeListeners(socket: WebSocket, listen: () => void): (data: RawData, isBinary: boolean) => void {
  listen()
  const listeners = socket.listeners('message')
  socket.removeAllListeners('message')
  return (data, isBinary) => {
    for (const listener of listeners) listener.call(socket, data, isBinary)
  }
}

/** tRPC's own, beside the frames that WebSockets have for it, which pages cannot send. */
const KEEP_ALIVE: ReadonlySet<string> = new Set(['PING', 'PONG'])
const isKeepAlive = (data: RawData): boolean =>
  Buffer.isBuffer(data) && data.length === 4 && KEEP_ALIVE.has(data.toString())
