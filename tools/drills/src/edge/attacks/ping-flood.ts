import type { Socket } from 'node:net'
import type { Attack } from '../attack.ts'
import { frame } from '../wire/frames.ts'
import { hold } from '../wire/hold.ts'
import { paceBatches } from '../wire/pace.ts'
import { openWebSocket } from '../wire/web-socket.ts'

const PING = frame('ping', 'p'.repeat(125))
/** Any server takes a faster rate on one socket for a flood: so a lower rate on several sockets. */
const SOCKETS = 5
const MOST_UNSENT = 1024 * 1024

export const pingFlood: Attack = {
  title: '5 WebSockets with 1000 pings a second each; one never reads what comes back',
  begin(aim, tally) {
    const open: Array<Socket | undefined> = []
    hold(SOCKETS, (number) => {
      const keep = () => {
        open[number] = opened
      }
      const opened = openWebSocket(aim, tally, keep, { number, unread: number === 1 })
      return opened
    })
    paceBatches(1_000 * aim.strength, (count) => {
      for (const socket of open) {
        if (!socket?.writable || socket.writableLength > MOST_UNSENT) continue
        tally.did('pings', count)
        socket.write(Buffer.concat(Array.from({ length: count }, () => PING)))
      }
    })
  },
}
