import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Server } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** What came, in order, whole. */
  readonly received: Received[]
}

/** A real receiver of webhooks on this machine, which answers 204 unless it is told otherwise. */
export async function startReceiver(
  answer: (response: ServerResponse, received: Received) => void = (response) =>
    response.writeHead(204).end(),
  options: { host?: string; port?: number; tls?: boolean } = {},
): Promise<Receiver> {
  const received: Received[] = []
  const listener: RequestListener = (request, response) => {
    const read = async () => {
      const { method, url: path, headers } = request
      const one = { method, path, headers, body: await text(request) }
      received.push(one)
      answer(response, one)
    }
    read().catch(() => {}) // the sender went away
  }
  const secure = options.tls ?? false
  const server = secure
    ? createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, listener)
    : createServer(listener)
  const opened = await listen(server, options)
  const scheme = secure ? 'https' : 'http'
  return {
    url: `${scheme}://${opened.host}:${opened.port}/hook`,
    port: opened.port,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await close(server)
    },
  }
}

export async function listen(
  server: Server,
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number },
): Promise<{ host: string; port: number }> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  return { host, port: address.port }
}

export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await closed
}

/** Of `hooks.test`, signed by itself. Made for these tests and used nowhere else. */
export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmTCCAT6gAwIBAgIUbrYCJ9HU6dGXT6xoj2+nhv0KniIwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKaG9va3MudGVzdDAgFw0yNjExMjQwNjEyMjFaGA8yMTI2MTAz
MTA2MTIyMVowFTETMBEGA1UEAwwKaG9va3MudGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABCdoUDYvH1pAptgWAAfB1j/wkdoSpYu/cuZ0Bpcld73bYwDRCuqK
38LvJPRs3QtrCjpSD7H+tKdPYX4xgmjOxhGjajBoMB0GA1UdDgQWBBRkaCZiKYFT
9PgXU3XTHhCR21KexjAfBgNVHSMEGDAWgBRkaCZiKYFT9PgXU3XTHhCR21KexjAP
BgNVHRMBAf8EBTADAQH/MBUGA1UdEQQOMAyCCmhvb2tzLnRlc3QwCgYIKoZIzj0E
AwIDSQAwRgIhAKJdE41fPFRIBzuLp4hHMBz1oMzP4PZ9lNRtFWPgiPRIAiEAmU6k
pI8NBvE10aYlkyIW4sormL5TNnR5DhTgNd8qEFk=
-----END CERTIFICATE-----
`
const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbEVp7UlgOCKnNSdx
Ae97h8o/phP8g2/1xc7v9M5CBV2hRANCAAQnaFA2Lx9aQKbYFgAHwdY/8JHaEqWL
v3LmdAaXJXe922MA0Qrqit/C7yT0bN0Lawo6Ug+x/rSnT2F+MYJozsYR
-----END PRIVATE KEY-----
`
