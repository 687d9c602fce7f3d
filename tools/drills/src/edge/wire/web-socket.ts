import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Aim } from '../attack.ts'
import type { Tally } from '../tally.ts'
import { connect, head } from './connect.ts'
import { createFrameReader, frame, OPCODES } from './frames.ts'

interface Options {
  /** Reads nothing after the handshake. */
  readonly unread?: boolean
  /** Does not answer the gateway's text pings: a message between the fragments of another would be a violation. */
  readonly silent?: boolean
  /** Chooses the local address. */
  readonly number?: number
}

/** The gateway sends this on an idle socket, and hangs up when no answer comes. */
const IN_WORDS = Buffer.from('PING')

/**
 * Opens a WebSocket by hand and without a key, so that it can send invalid frames. Pings are answered, and all other
 * messages are counted. `onOpen` is called once frames may be sent; a refused handshake is counted as an answer.
 */
export function openWebSocket(
  aim: Aim,
  tally: Tally,
  onOpen: (socket: Socket) => void,
  { unread = false, silent = false, number = 0 }: Options = {},
): Socket {
  const socket = connect(aim, tally, number)
  socket.write(
    head('GET /trpc', {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': 13,
      'sec-websocket-key': randomBytes(16).toString('base64'),
    }),
  )
  const read = createFrameReader(({ opcode, start }) => {
    if (opcode === OPCODES.ping) socket.write(frame('pong', start))
    const isAsked = opcode === OPCODES.text && start.equals(IN_WORDS)
    if (isAsked && !silent) socket.write(frame('text', 'PONG'))
    else if (opcode === OPCODES.text) tally.did('messages read')
    if (opcode === OPCODES.close)
      tally.did(`closed with ${start.length < 2 ? 'no code' : start.readUInt16BE(0)}`)
  })
  let text = ''
  const onHandshake = (bytes: Buffer) => {
    text += bytes.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0 || !text.startsWith('HTTP/1.1 101')) return
    socket.off('data', onHandshake)
    if (unread) socket.pause()
    else socket.on('data', read)
    tally.answered(text)
    read(Buffer.from(text.slice(end + 4), 'latin1'))
    text = ''
    onOpen(socket)
  }
  socket.on('data', onHandshake)
  socket.once('close', () => tally.answered(text))
  return socket
}

/** A tRPC call that costs the service almost nothing by itself. */
export const question = (id: number, path = 'health.status') =>
  JSON.stringify({ id, jsonrpc: '2.0', method: 'query', params: { path } })
