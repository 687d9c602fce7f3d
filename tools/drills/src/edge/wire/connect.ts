import { connect as connectSocket, type Socket } from 'node:net'
import type { Aim } from '../attack.ts'
import type { Tally } from '../tally.ts'

/** The beginning of a request as it goes over the wire. */
export function head(line: string, headers: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries({ host: 'attacked.test', ...headers })
  return `${line} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

export const bearer = (apiKey: string) => ({ authorization: `Bearer ${apiKey}` })

/**
 * Connects from one of the attacker's addresses, chosen by `number`. Errors are counted and otherwise ignored: an
 * attacker does not mind them.
 */
export function connect({ host, port, addresses }: Aim, tally: Tally, number = 0): Socket {
  const localAddress = addresses[number % addresses.length]
  const socket = connectSocket({ host, port, ...(localAddress && { localAddress }) })
  let isOpen = false
  socket.once('connect', () => {
    isOpen = true
    tally.opened()
  })
  socket.on('error', (error: Error & { code?: string }) => tally.did(`connection: ${error.code}`))
  socket.once('close', () => {
    if (isOpen) tally.closed(leaving.has(socket))
  })
  return socket
}

const leaving = new WeakSet<Socket>()

/** Closes a connection for reasons of the attacker's own. */
export function leave(socket: Socket): void {
  leaving.add(socket)
  socket.destroy()
}

/** Counts the first answer on a connection, and discards all data. */
export function readAnswer(socket: Socket, tally: Tally): void {
  let text = ''
  socket.on('data', (bytes) => {
    if (text.length >= ENOUGH) return
    text += bytes.toString('latin1')
    if (text.length >= ENOUGH) tally.answered(text)
  })
  socket.once('close', () => {
    if (text !== '' && text.length < ENOUGH) tally.answered(text)
  })
}

/** Head and body of an error. */
const ENOUGH = 4_096
