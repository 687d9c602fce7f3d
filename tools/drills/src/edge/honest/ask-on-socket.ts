import { setMaxListeners } from 'node:events'
import { question } from '../wire/web-socket.ts'
import { CALL_TIMEOUT_MS, type MakeHonestCall } from './honest-call.ts'

/**
 * Keeps one WebSocket open and makes calls on it. When the socket is lost, the call in flight fails and the next one
 * opens another.
 */
export const askOnSocket: MakeHonestCall = ({ url }) => {
  let socket: WebSocket | undefined
  let id = 0
  return {
    name: 'question, WebSocket',
    everyMs: 500,
    async call() {
      if (socket === undefined || socket.readyState > WebSocket.OPEN) {
        socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`)
        // Any number of calls may wait for answers at the same time.
        setMaxListeners(0, socket)
      }
      id += 1
      await askOnce(socket, id)
    },
    [Symbol.dispose]: () => socket?.close(),
  }
}

async function askOnce(socket: WebSocket, id: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const settled = new AbortController()
  const { signal } = settled
  socket.addEventListener('close', ({ code }) => reject(new Error(`socket closed with ${code}`)), { signal })
  socket.addEventListener('error', () => reject(new Error('socket failed')), { signal })
  const hear = ({ data }: { data: unknown }) => {
    // On an idle socket the gateway sends a ping as a text message.
    if (data === 'PING') return socket.send('PONG')
    const answer = JSON.parse(String(data)) as { id?: number; error?: { message?: string } }
    if (answer.id !== id) return
    if (answer.error) reject(new Error(`socket answered ${answer.error.message}`))
    else resolve()
  }
  socket.addEventListener('message', hear, { signal })
  const ask = () => socket.send(question(id))
  if (socket.readyState === WebSocket.OPEN) ask()
  else socket.addEventListener('open', ask, { signal })
  const timeout = setTimeout(() => reject(new Error('no answer')), CALL_TIMEOUT_MS)
  try {
    await promise
  } finally {
    clearTimeout(timeout)
    settled.abort()
  }
}
