import { METHODS, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../testing/gateway.ts'

const HOST = 'Host: x\r\n'
const CLOSE = 'Connection: close\r\n'
const LANGUAGES = 'GET /api/v1/languages HTTP/1.1\r\n'
const POST = `POST /api/v1/executions HTTP/1.1\r\n${HOST}${CLOSE}Content-Type: application/json\r\n`
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const UPGRADE = `${HOST}Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`

/** What comes back for these very bytes, until the gateway closes the connection. */
async function send(gateway: TestGateway, raw: string) {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  socket.write(raw, 'latin1')
  const answer = await text(socket)
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  const body = /\{.*\}/s.exec(rest.join('\r\n\r\n'))?.[0]
  return { status: Number(head.split(' ')[1]), head, body: body === undefined ? undefined : JSON.parse(body) }
}

test.each<[what: string, raw: string, status: number, code: string, message: RegExp]>([
  ['no Host', `${LANGUAGES}\r\n`, 400, 'BAD_REQUEST', /`Host` header is missing/],
  ['an empty Host', `${LANGUAGES}Host:\r\n\r\n`, 400, 'BAD_REQUEST', /`Host` header must be a host name/],
  [
    'a Host that is none',
    `${LANGUAGES}Host: a/b@c\r\n\r\n`,
    400,
    'BAD_REQUEST',
    /`Host` header must be a host name/,
  ],
  ['two Hosts', `${LANGUAGES}${HOST}host: y\r\n\r\n`, 400, 'BAD_REQUEST', /`Host` header must occur once/],
  ['HTTP/0.9', 'GET /api/v1/languages\r\n\r\n', 400, 'BAD_REQUEST', /HTTP\/0\.9 is not supported/],
  ['HTTP/1.2', `GET / HTTP/1.2\r\n${HOST}\r\n`, 400, 'BAD_REQUEST', /must end with HTTP\/1\.1/],
  ['HTTP/2.0', `GET / HTTP/2.0\r\n${HOST}\r\n`, 400, 'BAD_REQUEST', /HTTP\/2\.0 is not supported/],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'BAD_REQUEST', /use HTTP\/1\.1/],
  [
    'TLS',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    400,
    'BAD_REQUEST',
    /TLS is terminated by the proxy/,
  ],
  ['no request line', 'GARBAGE\r\n\r\n', 400, 'BAD_REQUEST', /does not start with an HTTP method/],
  ['a target without a slash', `GET a HTTP/1.1\r\n${HOST}\r\n`, 400, 'BAD_REQUEST', /malformed/],
  ['a space in the target', `GET /a b HTTP/1.1\r\n${HOST}\r\n`, 400, 'BAD_REQUEST', /malformed/],
  ['a header that is none', `${LANGUAGES}${HOST}b@d name: 1\r\n\r\n`, 400, 'BAD_REQUEST', /malformed/],
  ['a NUL in a header', `${LANGUAGES}${HOST}X: a\0b\r\n\r\n`, 400, 'BAD_REQUEST', /malformed/],
  ['large headers', `${LANGUAGES}${HOST}X: ${'a'.repeat(17_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE', /./],
  ['a long target', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\n${HOST}\r\n`, 431, 'HEADERS_TOO_LARGE', /./],
  ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 405, 'METHOD_NOT_ALLOWED', /not a proxy/],
  ['* as a target', `GET * HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404, 'NOT_FOUND', /Not found/],
  [
    'Expect',
    `${POST}Expect: 200-maybe\r\nContent-Length: 2\r\n\r\n`,
    417,
    'EXPECTATION_FAILED',
    /100-continue/,
  ],
  [
    'both lengths',
    `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'BAD_REQUEST',
    /must be chunked, and not be combined/,
  ],
  [
    'two lengths',
    `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    400,
    'BAD_REQUEST',
    /must occur once/,
  ],
  ['a length that is none', `${POST}Content-Length: two\r\n\r\n{}`, 400, 'BAD_REQUEST', /a whole number/],
  ['another coding', `${POST}Transfer-Encoding: gzip\r\n\r\n{}`, 400, 'BAD_REQUEST', /must be chunked/],
  [
    'two codings',
    `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    400,
    'BAD_REQUEST',
    /must be chunked/,
  ],
  [
    'chunks in HTTP/1.0',
    `${POST.replace('1.1', '1.0')}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'BAD_REQUEST',
    /HTTP\/1\.0 does not support/,
  ],
  [
    'a socket elsewhere',
    `GET /nope HTTP/1.1\r\n${UPGRADE}${KEY}\r\n`,
    404,
    'NOT_FOUND',
    /Open WebSockets with GET/,
  ],
  [
    'a socket by POST',
    `POST /trpc HTTP/1.1\r\n${UPGRADE}${KEY}\r\n`,
    404,
    'NOT_FOUND',
    /Open WebSockets with GET/,
  ],
  ['a socket without a key', `GET /trpc HTTP/1.1\r\n${UPGRADE}\r\n`, 400, 'BAD_REQUEST', /Sec-WebSocket-Key/],
  [
    'a socket of another version',
    `GET /trpc HTTP/1.1\r\n${UPGRADE.replace('13', '12')}${KEY}\r\n`,
    400,
    'BAD_REQUEST',
    /Sec-WebSocket-Version/,
  ],
])('%s is refused in our shape, with a request id', async (...[, raw, status, code, message]) => {
  await using gateway = await openTestGateway({ hold: false })
  const answer = await send(gateway, raw)
  expect(answer).toMatchObject({
    status,
    body: { code, message: expect.stringMatching(message), details: {} },
  })
  expect(answer.head).toMatch(/x-content-type-options: nosniff/i)
  expect(answer.head).toContain(`x-request-id: ${answer.body.requestId}`)
})

test('what offers to go on in another protocol is answered in this one', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const upgrade of ['h2c', 'TLS/1.0', 'foo']) {
    const raw = `${LANGUAGES}${HOST}Connection: Upgrade, close\r\nUpgrade: ${upgrade}\r\n\r\n`
    expect(await send(gateway, raw)).toMatchObject({ status: 200, body: { runtimes: expect.any(Array) } })
  }
})

test('HTTP/1.0 needs no Host, and a whole address as a target is its path, with all that the path is answered with', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const old = await send(gateway, 'GET /api/v1/languages HTTP/1.0\r\n\r\n')
  expect(old.status).toBe(200)
  for (const target of ['http://x/api/v1/languages', 'HTTPS://other.example:444/api/v1/languages?a=1']) {
    const whole = await send(gateway, `GET ${target} HTTP/1.1\r\n${HOST}${CLOSE}\r\n`)
    expect(whole.status).toBe(200)
    expect(whole.head).toMatch(/cache-control: no-store/)
  }
  const page = await send(gateway, `GET http://x?a HTTP/1.1\r\n${HOST}${CLOSE}\r\n`)
  expect(page).toMatchObject({ status: 200, head: expect.stringContaining('text/html') })
})

test('no method that Node knows is a failure of ours', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const statusOf = (method: string, path: string) =>
    new Promise<number>((resolve, reject) => {
      const asked = request(gateway.url + path, { method }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
      })
      asked.once('error', reject).end()
    })
  for (const method of METHODS.filter((name) => name !== 'CONNECT')) {
    for (const path of ['/api/v1/languages', '/trpc/languages.list', '/x', '/']) {
      expect(await statusOf(method, path), `${method} ${path}`).toBeLessThan(500)
    }
  }
  expect(await statusOf('QUERY', '/api/v1/languages')).toBe(405)
  expect(await statusOf('HEAD', '/trpc/languages.list')).toBe(405)
})
