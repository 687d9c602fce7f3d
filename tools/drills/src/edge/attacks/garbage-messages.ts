import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { type Attack, scaled } from '../attack.ts'
import { frame } from '../wire/frames.ts'
import { hold } from '../wire/hold.ts'
import { pace } from '../wire/pace.ts'
import { openWebSocket, question } from '../wire/web-socket.ts'

/** Valid frames with invalid messages. */
const MESSAGES = [
  frame('text', 'nonsense'),
  frame('text', '[]'),
  frame('text', 'null'),
  frame('text', '"PING"'),
  frame('text', JSON.stringify({ id: 1, method: 'nothing', params: {} })),
  frame('text', JSON.stringify({ id: { deep: [1] }, method: 'query', params: { path: 7 } })),
  frame('text', question(1, 'executions.rum')),
  frame('text', question(1, '__proto__.constructor')),
  frame('text', JSON.stringify({ id: 2, method: 'subscription', params: { path: 'health.status' } })),
  frame('text', JSON.stringify({ id: 3, method: 'subscription.stop' })),
  frame('text', `[${Array.from({ length: 500 }, (_, id) => question(id)).join(',')}]`),
  frame('text', '['.repeat(100_000)),
  frame('binary', randomBytes(1_000)),
]
/** Frames that violate the WebSocket protocol: each ends its connection. */
const FRAMES = [
  Buffer.from([0x81, 0x01, 0x61]), // not masked
  Buffer.from([0xf1, 0x80, 0, 0, 0, 0]), // reserved bits
  Buffer.from([0x83, 0x80, 0, 0, 0, 0]), // a reserved opcode
  Buffer.from([0x89, 0xfe, 0, 200, 0, 0, 0, 0]), // a ping that is too long
  Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), // 4 GiB
  frame('continuation', 'a'), // without a first frame
  frame('text', Buffer.from([0xff, 0xfe])), // not UTF-8
  frame('close', Buffer.from([0, 1])), // an undefined code
]

export const garbageMessages: Attack = {
  title: '10 WebSockets with 200 messages a second that mean nothing, one in 20 of them not even a frame',
  begin(aim, tally) {
    const open = new Set<Socket>()
    hold(scaled(aim, 10), (number) => {
      const opened = openWebSocket(aim, tally, (socket) => open.add(socket), { number })
      opened.once('close', () => open.delete(opened))
      return opened
    })
    pace(200 * aim.strength, (number) => {
      const socket = [...open][number % Math.max(1, open.size)]
      if (!socket?.writable) return
      tally.did('messages')
      const isFrame = number % 20 !== 0
      const wrong = isFrame ? MESSAGES[number % MESSAGES.length] : FRAMES[(number / 20) % FRAMES.length]
      socket.write(wrong ?? '')
    })
  },
}
