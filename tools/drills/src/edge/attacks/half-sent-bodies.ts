import { type Aim, type Attack, scaled } from '../attack.ts'
import { bearer, connect, head, readAnswer } from '../wire/connect.ts'
import { hold } from '../wire/hold.ts'

export const BODY_BYTES = 4 * 1024 * 1024
const BEGINNING = Buffer.alloc(BODY_BYTES - 1, '{"language":"bash","source":"')

/** The head of a request with the longest body that is allowed. */
export const longHead = ({ apiKey }: Aim, withKey: boolean) =>
  head('POST /api/v1/executions', {
    'content-type': 'application/json',
    'content-length': BODY_BYTES,
    ...(withKey && bearer(apiKey)),
  })

export const halfSentBodies: Attack = {
  title: '96 bodies of 4 MiB, of which the last byte never comes; every other one with a good key',
  begin(aim, tally) {
    hold(scaled(aim, 96), (number) => {
      const socket = connect(aim, tally, number)
      readAnswer(socket, tally)
      socket.write(longHead(aim, number % 2 === 0))
      socket.write(BEGINNING, () => tally.did('bodies sent but for a byte'))
      return socket
    })
  },
}
