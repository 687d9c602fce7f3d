import { setMaxListeners } from 'node:events'
import { question } from '../wire/web-socket.ts'
import { type MakeHonestCall, PATIENCE_MS } from './honest-call.ts'

/**
 * Keeps one WebSocket open and asks something on it now and then. When it is lost, that call fails and the next one
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
        // Questions do not wait for each other, however many wait for answers.
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
    // After a silence the gateway asks in words whether anybody is there.
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
  const patience = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS)
  try {
    await promise
  } finally {
    clearTimeout(patience)
    settled.abort()
  }
}
