import { IncomingMessage } from 'node:http'
import { connect, Socket } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'
import { createPace } from './pace.ts'
import { readBody } from './read-body.ts'

const EXECUTIONS = '/api/v1/executions'
const PATHS = [EXECUTIONS, '/trpc/executions.submit']
const JSON_TYPE = { 'content-type': 'application/json' }
const hello = JSON.stringify({ language: 'python', source: 'print("é")' })

/** Sends a body over REST and tRPC; the errors of both, in one shape. */
async function send(
  gateway: TestGateway,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string> = {},
) {
  return Promise.all(
    PATHS.map(async (path) => {
      const answer = await gateway.ask(path, { method: 'POST', body, headers: { ...JSON_TYPE, ...headers } })
      const error = (answer.body.error as { data: typeof answer.body } | undefined)?.data ?? answer.body
      return {
        status: answer.status,
        message: error.message,
        headers: answer.headers,
        details: error.details,
      }
    }),
  )
}

/** Both were accepted, and the program is what was sent, twice. */
async function expectTaken(gateway: TestGateway, answers: ReadonlyArray<{ status: number }>) {
  expect(answers.map(({ status }) => status)).toEqual([202, 200])
  for (const _ of answers) expect((await gateway.nextItem())?.request.source).toBe('print("é")')
}

async function expectRefused(
  answers: Promise<ReadonlyArray<{ status: number; message?: string | undefined }>>,
  status: number,
  message: string,
) {
  for (const answer of await answers) expect(answer).toMatchObject({ status, message })
}

const bytes = (text: string, encoding: BufferEncoding) => new Uint8Array(Buffer.from(text, encoding))

test.each<[string, string, Uint8Array<ArrayBuffer>]>([
  ['UTF-8', 'application/json; charset=utf-8', bytes(hello, 'utf8')],
  ['ISO 8859-1', 'application/json; charset=iso-8859-1', bytes(hello, 'latin1')],
  ['Windows 1252', 'application/json;charset="Windows-1252"', bytes(hello, 'latin1')],
  ['UTF-16', 'application/json; charset=utf-16le', bytes(hello, 'utf16le')],
  ['UTF-8 with a byte order mark', 'application/json', bytes(`\ufeff${hello}`, 'utf8')],
  ['UTF-16 with a byte order mark', 'application/json', bytes(`\ufeff${hello}`, 'utf16le')],
])('a body in %s is read as what it is', async (_, type, body) => {
  await using gateway = await openTestGateway({ hold: false })
  await expectTaken(gateway, await send(gateway, body, { 'content-type': type }))
})

test.each<[string, string, Uint8Array<ArrayBuffer>, string]>([
  [
    'a byte that is no UTF-8',
    'application/json',
    bytes(hello, 'latin1'),
    'The body is not valid UTF-8: declare its charset in `content-type`, or send UTF-8.',
  ],
  [
    'bytes that are not in their charset',
    'application/json; charset=utf-8',
    bytes(hello, 'latin1'),
    'The body is not valid UTF-8.',
  ],
  [
    'a surrogate written in UTF-8',
    'application/json',
    new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]),
    'The body is not valid UTF-8: declare its charset in `content-type`, or send UTF-8.',
  ],
  [
    'a charset that nobody knows',
    'application/json; charset=klingon',
    bytes(hello, 'utf8'),
    'The charset in `content-type` is not supported: send the body as UTF-8.',
  ],
])('%s is refused, never altered', async (_, type, body, message) => {
  await using gateway = await openTestGateway({ hold: false })
  await expectRefused(send(gateway, body, { 'content-type': type }), 400, message)
  expect(await gateway.queued()).toBe(0)
})

test.each<[string, Buffer<ArrayBuffer>]>([
  ['gzip', gzipSync(hello)],
  ['GZIP', gzipSync(hello)],
  ['x-gzip', gzipSync(hello)],
  ['deflate', deflateSync(hello)],
  ['deflate', deflateRawSync(hello)],
  ['br', brotliCompressSync(hello)],
  ['zstd', zstdCompressSync(hello)],
  ['identity', Buffer.from(hello)],
  ['deflate, gzip', gzipSync(deflateSync(hello))],
])('a body compressed with %s is decompressed: %#', async (encoding, body) => {
  await using gateway = await openTestGateway({ hold: false })
  await expectTaken(gateway, await send(gateway, new Uint8Array(body), { 'content-encoding': encoding }))
})

test('a body compressed in another way, badly, or into more than may be sent, is refused with its reason', async () => {
  const env = { BODY_LIMIT_BYTES: '100000', MAX_BYTES_IN_FLIGHT: '10000000' }
  await using gateway = await openTestGateway({ hold: false, env })
  const gzip = { 'content-encoding': 'gzip' }
  const whole = gzipSync(hello)
  const unknown = 'The `content-encoding` of a body must be gzip, deflate, br or zstd, or absent.'
  await expectRefused(send(gateway, hello, { 'content-encoding': 'compress' }), 415, unknown)
  await expectRefused(send(gateway, hello, { 'content-encoding': 'gzip, gzip, gzip' }), 415, unknown)
  const broken = 'The body is not valid gzip, which `content-encoding` declares, or it is incomplete.'
  await expectRefused(send(gateway, hello, gzip), 400, broken)
  await expectRefused(send(gateway, new Uint8Array(whole.subarray(0, 20)), gzip), 400, broken)
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000)))
  expect(bomb.length).toBeLessThan(100_000)
  await expectRefused(
    send(gateway, bomb, gzip),
    413,
    'The body is too large: decompressed, it must be at most 100000 bytes.',
  )
  const [refused] = await send(gateway, hello, { 'content-encoding': 'compress' })
  expect(refused?.headers.get('accept-encoding')).toBe('gzip, deflate, br, zstd')
})

test('broken JSON is told with its line and column', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const message =
    'The body is not valid JSON: line 2, column 14: unexpected end of the text; expected a value.'
  for (const answer of await send(gateway, '{"a": 1,\n "language": ')) {
    expect(answer).toMatchObject({ status: 400, message, details: { line: 2, column: 14, position: 22 } })
  }
})

const TOO_LARGE = 5_000_037
const large = `{"language":"python","source":"#${'x'.repeat(TOO_LARGE - 34)}"}`
const said = { code: 'TOO_LARGE', details: { field: 'body', maximum: 4_194_304 } }

test('fetch reads the answer to a body that is too large, whether its size is known before or not', async () => {
  await using gateway = await openTestGateway({ hold: false })
  for (const path of PATHS) {
    const known = await gateway.ask(path, { method: 'POST', body: large, headers: JSON_TYPE })
    expect(known.status).toBe(413)
    const body = new Blob([large]).stream()
    const streamed = await gateway.ask(path, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: JSON_TYPE,
    } as never)
    expect(streamed.status).toBe(413)
  }
  const { body } = await gateway.ask(EXECUTIONS, { method: 'POST', body: large, headers: JSON_TYPE })
  expect(body).toMatchObject(said)
  expect(body.message).toBe('The body is too large: it must be at most 4194304 bytes; it has 5000037.')
})

/** Sends all of a request before it looks for an answer, as simple clients do. */
async function sendAll(url: string, head: readonly string[], body: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const sent = Promise.withResolvers<void>()
  const common = [`host: ${hostname}`, 'authorization: Bearer rh_alice', 'connection: close']
  const lines = [...common, 'content-type: application/json', ...head]
  socket.once('error', sent.reject)
  socket.pause()
  socket.write(`POST ${EXECUTIONS} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  socket.write(body, () => sent.resolve())
  await sent.promise
  return readText(socket)
}

const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

test.each<[string, string[], string, number]>([
  ['a body too large', [`content-length: ${TOO_LARGE}`], large, 413],
  ['a body too large, in chunks', ['transfer-encoding: chunked'], chunked(large), 413],
  ['a large body of another type', [`content-length: ${TOO_LARGE}`, 'content-type: text/plain'], large, 415],
  ['a body of 40 MB', ['content-length: 40000000'], 'x'.repeat(40_000_000), 413],
])(
  'a client that sends everything first and closes reads the answer to %s',
  async (_, head, body, status) => {
    await using gateway = await openTestGateway({ hold: false })
    const own = head.some((line) => line.startsWith('content-type'))
    const answer = await sendAll(gateway.url, own ? head.toReversed() : head, body)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${own ? 413 : status} `))
    expect(answer).toContain('"maximum":4194304')
  },
)

/** What comes back to a head that asks whether to go on; sends the body when told to. */
async function askFirst(url: string, body: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const head = [`host: ${hostname}`, 'content-type: application/json', `content-length: ${body.length}`]
  socket.write(
    `POST ${EXECUTIONS} HTTP/1.1\r\n${head.join('\r\n')}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n`,
  )
  let answer = ''
  for await (const chunk of socket.setEncoding('latin1')) {
    answer += chunk
    if (answer.endsWith('100 Continue\r\n\r\n')) socket.write(body)
  }
  return answer
}

test('who asks before sending a body is told to go on, or at once that it is too large', async () => {
  await using gateway = await openTestGateway({ hold: false })
  expect(await askFirst(gateway.url, large)).toMatch(/^HTTP\/1\.1 413 .*"maximum":4194304/s)
  expect(await askFirst(gateway.url, '{}')).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 401 /)
})

test('a client that leaves while it sends is no defect', async () => {
  const body = new IncomingMessage(new Socket())
  const reading = readBody(body, { maximum: 1_000, room: { resize() {} }, pace: createPace() })
  body.push('{"a"')
  body.destroy(new Error('aborted'))
  await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
})
