import type { RawData, WebSocket } from 'ws'
import type { ByteAccount } from './byte-budget.ts'
import { createUnderWay, type Message } from './under-way.ts'

/** Holds a socket's messages back until it is their turn and there is room for what they begin. */
export interface Inbox extends Disposable {
  push(data: RawData, isBinary: boolean): void
  /** An operation of the message delivered last has begun; disposing ends it. */
  begin(): Disposable
  /** Looks again whether there is room. */
  look(): void
  /** Whether the socket is read: it is not while there is no room. */
  isRead(): boolean
}

export interface InboxOptions {
  readonly socket: Pick<WebSocket, 'pause' | 'resume' | 'bufferedAmount'>
  readonly deliver: (data: RawData, isBinary: boolean) => void
  /** Runs work when it is this socket's turn. */
  readonly takeTurn: (work: () => void) => void
  readonly account: ByteAccount
  /** Operations under way before the next message is delivered. */
  readonly maxOperations: number
  /** The same for bytes of the messages that began them. */
  readonly maxBytesUnderWay: number
  /** The same for bytes of answers that wait to be read. */
  readonly maxUnreadBytes: number
  /** There are too many bytes of messages, here or elsewhere. */
  readonly onTooMany: () => void
  /** A message began no operation. */
  readonly onNothing: () => void
  /** The socket is read again. */
  readonly onResume: () => void
}

/** Messages that may wait; with more the socket is not read. What the peer's last packet carried comes on top. */
const MAX_WAITING = 16

export function createInbox(options: InboxOptions): Inbox {
  const { socket, account } = options
  const underWay = createUnderWay(account)
  const reading = createReading(socket, options.onResume)
  const waiting: Message[] = []
  let hasTurn = false
  let closed = false

  const hasRoom = () =>
    underWay.operations() < options.maxOperations &&
    underWay.bytes() < options.maxBytesUnderWay &&
    socket.bufferedAmount <= options.maxUnreadBytes

  const look = () => {
    if (closed) return
    const room = hasRoom()
    if (room && waiting.length > 0 && !hasTurn) {
      hasTurn = true
      options.takeTurn(deliverNext)
    }
    reading.set(room && waiting.length < MAX_WAITING)
  }

  const deliverNext = () => {
    const message = waiting.shift()
    if (!message) return
    underWay.deliver(message)
    options.deliver(message.data, message.isBinary)
    // Operations begin before the next turn: nothing that comes before them waits for anything but promises.
    setImmediate(() => {
      hasTurn = false
      underWay.delivered(message)
      if (message.begun === 0 && !closed) options.onNothing()
      look()
    })
  }

  return {
    look,
    isRead: reading.isOn,
    push(data, isBinary) {
      const bytes = Buffer.isBuffer(data) ? data.length : 0
      waiting.push({ data, isBinary, bytes, begun: 0, underWay: 0, state: 'waiting' })
      if (account.take(bytes)) look()
      else options.onTooMany()
    },
    begin: () => {
      const operation = underWay.begin(look)
      look()
      return operation
    },
    [Symbol.dispose]() {
      closed = true
      for (const { bytes } of waiting.splice(0)) account.giveBack(bytes)
      // The socket is read on, so that its end is seen.
      reading.set(true)
    },
  }
}

function createReading(socket: Pick<WebSocket, 'pause' | 'resume'>, onResume: () => void) {
  let isOn = true
  return {
    isOn: () => isOn,
    set(wanted: boolean) {
      if (wanted === isOn) return
      isOn = wanted
      if (!wanted) return socket.pause()
      socket.resume()
      onResume()
    },
  }
}
