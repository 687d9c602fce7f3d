import type { Socket } from 'node:net'
import { type Attack, scaled } from '../attack.ts'
import { frame } from '../wire/frames.ts'
import { hold } from '../wire/hold.ts'
import { openWebSocket } from '../wire/web-socket.ts'

const EVERY_MS = 100
const MIB = 1024 * 1024
/** Just below the size limit of a message. */
const LARGE = { bytes: 4 * MIB - 64 * 1024, part: 'a'.repeat(64 * 1024), atOnce: 4 }
/** The server keeps each fragment as a separate buffer until the message is complete. */
const SMALL = { bytes: MIB, part: 'a', atOnce: 100 }

export const unfinishedFragments: Attack = {
  title:
    '36 WebSockets with a message of 4 MiB, and 4 with one of single bytes, of which the last part never comes',
  begin(aim, tally) {
    hold(scaled(aim, 40), (number) =>
      openWebSocket(aim, tally, (socket) => sendParts(socket, number % 10 === 0 ? SMALL : LARGE, tally.did), {
        number,
        silent: true,
      }),
    )
  },
}

function sendParts(
  socket: Socket,
  { bytes, part, atOnce }: typeof LARGE,
  did: (what: string, count: number) => void,
): void {
  socket.write(frame('text', '"', false))
  const parts = Buffer.concat(Array.from({ length: atOnce }, () => frame('continuation', part, false)))
  let sent = 0
  const send = setInterval(() => {
    if (sent + atOnce * part.length > bytes) return
    sent += atOnce * part.length
    did('fragments', atOnce)
    socket.write(parts)
  }, EVERY_MS)
  socket.once('close', () => clearInterval(send))
}
