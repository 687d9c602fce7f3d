import { type Attack, scaled } from '../attack.ts'
import { frame } from '../wire/frames.ts'
import { hold } from '../wire/hold.ts'
import { openWebSocket, question } from '../wire/web-socket.ts'

export const manySockets: Attack = {
  title: '500 WebSockets from one address, each with one question',
  begin(aim, tally) {
    hold(scaled(aim, 500), (number) =>
      openWebSocket(aim, tally, (socket) => void socket.write(frame('text', question(number))), { number }),
    )
  },
}
