import { type Attack, scaled } from '../attack.ts'
import { connect, readAnswer } from '../wire/connect.ts'
import { frame } from '../wire/frames.ts'
import { hold } from '../wire/hold.ts'
import { openWebSocket } from '../wire/web-socket.ts'
import { BODY_BYTES, longHead } from './half-sent-bodies.ts'

const BEGINNING = Buffer.alloc(BODY_BYTES - 1, ' ')
const ADDRESSES = 200
const EACH = 5

export const manyAddresses: Attack = {
  title:
    '200 addresses, each with a body of 4 MiB but for a byte, a WebSocket with half a message, 3 idle connections',
  addresses: ADDRESSES,
  begin(aim, tally) {
    hold(scaled(aim, ADDRESSES) * EACH, (number) => {
      // Five consecutive ones come from the same address.
      const address = Math.floor(number / EACH)
      if (number % EACH === 0) {
        const part = frame('text', BEGINNING.subarray(0, 64 * 1024), false)
        return openWebSocket(aim, tally, (socket) => void socket.write(part), {
          number: address,
          silent: true,
        })
      }
      const socket = connect(aim, tally, address)
      readAnswer(socket, tally)
      if (number % EACH === 1) {
        socket.write(longHead(aim, false))
        socket.write(BEGINNING, () => tally.did('bodies sent but for a byte'))
      }
      return socket
    })
  },
}
