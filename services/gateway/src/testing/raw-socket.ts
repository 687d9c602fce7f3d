import { once } from 'node:events'
import { WebSocket } from 'ws'

/** What tests read of an answer on a socket. */
export interface SocketAnswer {
  readonly id: number | null
  readonly result?: { readonly type?: string; readonly data?: unknown }
  readonly error?: { readonly message: string; readonly data: { readonly code: string } }
}

export interface RawSocket extends Disposable {
  readonly socket: WebSocket
  readonly answers: SocketAnswer[]
  /** How it was closed, once it is. */
  readonly closed: Promise<{ code: number; reason: string }>
  ask(id: number, path: string, input?: unknown): void
  /** How many answers have come with this code; of what went well, `OK`. */
  count(code: string): number
}

/** An open socket that says what a test wants, however wrong. */
export async function openRawSocket(
  url: string,
  { headers = {}, query = '' }: { headers?: Record<string, string>; query?: string } = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc${query}`, { headers })
  const answers: SocketAnswer[] = []
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  socket.on('message', (data) => {
    const text = String(data)
    if (text.startsWith('{')) answers.push(JSON.parse(text))
  })
  socket.on('close', (code, reason) => closed.resolve({ code, reason: String(reason) }))
  await once(socket, 'open')
  socket.on('error', () => {})
  return {
    socket,
    answers,
    closed: closed.promise,
    ask: (id, path, input = {}) =>
      socket.send(JSON.stringify({ id, method: 'query', params: { path, input } })),
    count: (code) => answers.filter(({ error }) => (error?.data.code ?? 'OK') === code).length,
    [Symbol.dispose]: () => socket.terminate(),
  }
}
