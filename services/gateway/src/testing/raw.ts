import { connect, type Socket } from 'node:net'

/** Writes a request, or a part of one, from an address of loopback such as `127.0.0.2`. The caller ends it. */
export function sendRaw(url: string, request: string, from = '127.0.0.1'): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ port: Number(port), host: hostname, localAddress: from })
  socket.on('error', () => undefined)
  socket.write(request)
  return socket
}

/** All that comes back until the other side closes; what has come when it resets. */
export async function readRaw(socket: Socket): Promise<string> {
  const chunks: string[] = []
  socket
    .setEncoding('latin1')
    .on('data', (chunk) => chunks.push(String(chunk)))
    .resume()
  await new Promise((closed) => socket.once('close', closed))
  return chunks.join('')
}

/** The head of a POST of JSON, and then as much of its body as is given. */
export function post(path: string, headers: readonly string[], body = ''): string {
  const lines = [`POST ${path} HTTP/1.1`, 'host: 127.0.0.1', 'content-type: application/json', ...headers]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
