import { type Attack, scaled } from '../attack.ts'
import { connect, readAnswer } from '../wire/connect.ts'
import { hold } from '../wire/hold.ts'
import { longHead } from './half-sent-bodies.ts'

export const slowBodies: Attack = {
  title: '200 bodies that come one byte a second; every other one with a good key',
  begin(aim, tally) {
    hold(scaled(aim, 200), (number) => {
      const socket = connect(aim, tally, number)
      readAnswer(socket, tally)
      socket.write(longHead(aim, number % 2 === 0))
      const drip = setInterval(() => {
        tally.did('bytes dripped')
        socket.write(' ')
      }, 1_000)
      socket.once('close', () => clearInterval(drip))
      return socket
    })
  },
}
