import type { Socket } from 'node:net'
import type { Attack } from '../attack.ts'
import { frame } from '../wire/frames.ts'
import { hold } from '../wire/hold.ts'
import { paceBatches } from '../wire/pace.ts'
import { openWebSocket, question } from '../wire/web-socket.ts'

const MOST_UNSENT = 1024 * 1024

export const socketFlood: Attack = {
  title: 'one anonymous WebSocket that asks 6500 questions a second, and reads the answers',
  begin(aim, tally) {
    let socket: Socket | undefined
    let id = 0
    hold(1, () => {
      const opened = openWebSocket(aim, tally, () => {
        socket = opened
      })
      return opened
    })
    paceBatches(6_500 * aim.strength, (count) => {
      if (!socket?.writable || socket.writableLength > MOST_UNSENT) return
      tally.did('messages', count)
      socket.write(Buffer.concat(Array.from({ length: count }, () => frame('text', question(id++)))))
    })
  },
}
