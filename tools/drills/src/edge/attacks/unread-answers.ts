import { setTimeout as delay } from 'node:timers/promises'
import { type Attack, scaled } from '../attack.ts'
import { bearer, connect, head, leave } from '../wire/connect.ts'
import { hold } from '../wire/hold.ts'

/** After this the next one is requested: a client that does not read does not notice that the server hung up. */
const HELD_MS = 20_000

export const unreadAnswers: Attack = {
  title:
    '40 results of 14 MiB, asked for with a good key and never read, and 40 times the script of the reference',
  begin(aim, tally) {
    const asked = [
      head(`GET /api/v1/executions/${aim.largeResultId}`, bearer(aim.apiKey)),
      head('GET /docs/js/scalar.js'),
    ]
    hold(scaled(aim, 80), (number) => {
      const socket = connect(aim, tally, number)
      socket.pause()
      socket.write(asked[number % asked.length] ?? '')
      tally.did('answers asked for')
      void delay(HELD_MS).then(() => leave(socket))
      return socket
    })
  },
}
