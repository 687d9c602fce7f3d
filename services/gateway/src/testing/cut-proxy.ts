import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A way to the gateway that can be cut, as a network does it: without a word. Or jammed, as by a client that does not
 * read.
 */
export interface CutProxy extends AsyncDisposable {
  readonly url: string
  /** Ends every connection that goes through it now. New ones are let through. */
  cut(): void
  /** Lets nothing of what the gateway says through on the connections that there are now. */
  jam(): void
  unjam(): void
}

export async function openCutProxy(target: string): Promise<CutProxy> {
  const { port, hostname } = new URL(target)
  const sockets = new Set<Socket>()
  const answers = new Map<Socket, Socket>()
  const server = createServer((incoming) => {
    const outgoing = connect(Number(port), hostname)
    answers.set(outgoing, incoming)
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        answers.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    jam() {
      for (const [outgoing, incoming] of answers) outgoing.unpipe(incoming).pause()
    },
    unjam() {
      for (const [outgoing, incoming] of answers) outgoing.pipe(incoming)
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
