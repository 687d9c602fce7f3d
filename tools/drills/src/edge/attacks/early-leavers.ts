import { setTimeout as delay } from 'node:timers/promises'
import type { Attack } from '../attack.ts'
import { bearer, connect, head, leave } from '../wire/connect.ts'
import { pace } from '../wire/pace.ts'

const LATEST_MS = 5
const BODY = JSON.stringify({ language: 'bash', source: ':' })

/** Accepted executions run: a higher rate would attack the executors, and leaving early is not needed for that. */
export const earlyLeavers: Attack = {
  title: '5 executions a second, asked for with a good key, whose caller is gone 0 to 5 ms later',
  begin(aim, tally) {
    pace(5 * aim.strength, (number) => {
      const socket = connect(aim, tally, number)
      const path = number % 2 === 0 ? '/api/v1/executions' : '/api/v1/executions?wait=true'
      const headers = {
        'content-type': 'application/json',
        'content-length': BODY.length,
        ...bearer(aim.apiKey),
      }
      socket.write(head(`POST ${path}`, headers) + BODY, () => {
        tally.did('requests')
        void delay((number * 7) % (LATEST_MS + 1)).then(() => leave(socket))
      })
    })
  },
}
