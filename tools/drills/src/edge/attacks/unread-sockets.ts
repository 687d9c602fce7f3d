import { setTimeout as delay } from 'node:timers/promises'
import { type Attack, scaled } from '../attack.ts'
import { leave } from '../wire/connect.ts'
import { frame } from '../wire/frames.ts'
import { hold } from '../wire/hold.ts'
import { openWebSocket, question } from '../wire/web-socket.ts'

const BATCH = 5
const EVERY_MS = 100
const MOST_UNSENT = 256 * 1024
/** A client that does not read notices neither pings nor that the server hung up. */
const HELD_MS = 20_000

export const unreadSockets: Attack = {
  title: '10 WebSockets that each ask 50 times a second for all languages, and read nothing',
  begin(aim, tally) {
    hold(scaled(aim, 10), (number) => {
      const opened = openWebSocket(
        aim,
        tally,
        (socket) => {
          const send = setInterval(() => {
            if (socket.writableLength > MOST_UNSENT) return
            tally.did('questions', BATCH)
            socket.write(Buffer.concat(Array.from({ length: BATCH }, (_, id) => ask(id))))
          }, EVERY_MS)
          socket.once('close', () => clearInterval(send))
          void delay(HELD_MS).then(() => leave(socket))
        },
        { number, unread: true },
      )
      return opened
    })
  },
}

const ask = (id: number) => frame('text', question(id, 'languages.list'))
