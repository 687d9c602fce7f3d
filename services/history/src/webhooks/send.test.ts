import { createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { parseAllowance } from './allowance.ts'
import { type SendOptions, send } from './send.ts'
import { close, listen, type Receiver, startReceiver, TEST_CERTIFICATE } from './testing.ts'

vi.setConfig({ testTimeout: 60_000 })

function options(change: Partial<SendOptions> & { allow?: string } = {}): SendOptions {
  const { allow = '127.0.0.1', ...rest } = change
  const allowance = parseAllowance(allow)
  if (!allowance) throw new Error('the test allows nonsense')
  const resolve = async () => ['127.0.0.1']
  return { allowance, requireHttps: false, ports: undefined, resolve, timeoutMs: 20_000, ...rest }
}
const letter = (url: string) => ({ url, headers: { 'x-test': 'yes' }, body: '{"a":"ä"}' })
async function sent(url: string, change?: Parameters<typeof options>[0]) {
  const { httpStatus, failure } = await send(letter(url), options(change))
  return [httpStatus, failure?.kind]
}
const named = (receiver: Receiver, name: string) => receiver.url.replace('127.0.0.1', name)
const redirectTo = (location: string | undefined, status = 307) =>
  startReceiver((response) => response.writeHead(status, location === undefined ? {} : { location }).end())

test('a letter arrives as it is, with the name of its receiver', async () => {
  await using receiver = await startReceiver()
  expect(await sent(`${named(receiver, 'hooks.example.org')}?q=1`)).toEqual([204, undefined])
  expect(receiver.received).toMatchObject([
    {
      method: 'POST',
      path: '/hook?q=1',
      body: '{"a":"ä"}',
      headers: { 'x-test': 'yes', host: `hooks.example.org:${receiver.port}`, 'content-length': '10' },
    },
  ])
})

test.each([
  [200, undefined],
  [299, undefined],
  [204, undefined],
  [303, 'status'],
  [304, 'status'],
  [400, 'status'],
  [410, 'gone'],
  [500, 'status'],
])('an answer with status %i ends with %s', async (status, kind) => {
  await using receiver = await startReceiver((response) =>
    response.writeHead(status, { location: '/' }).end(),
  )
  expect(await sent(receiver.url)).toEqual([status, kind])
  expect(receiver.received).toHaveLength(1)
})

test('a name that resolves to something else after the check is still asked at what was checked', async () => {
  await using receiver = await startReceiver()
  await using inside = await startReceiver(undefined, { host: '127.0.0.2', port: receiver.port })
  const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2']
  let asked = 0
  const resolve = async () => [answers[asked++] ?? '']
  expect(await sent(named(receiver, 'rebind.example.org'), { resolve })).toEqual([204, undefined])
  expect([receiver.received.length, inside.received.length, asked]).toEqual([1, 0, 1])
})

test('a redirect is followed with the same letter, three times and no more', async () => {
  await using last = await startReceiver()
  await using third = await redirectTo(last.url, 308)
  await using second = await redirectTo(third.url, 302)
  await using first = await redirectTo(second.url, 301)
  await using tooMany = await redirectTo(first.url)
  expect(await sent(first.url)).toEqual([204, undefined])
  expect(last.received).toMatchObject([{ method: 'POST', body: '{"a":"ä"}', headers: { 'x-test': 'yes' } }])
  expect(await sent(tooMany.url)).toEqual([308, 'redirect'])
  expect(last.received).toHaveLength(1)
})

test('a redirect in a circle ends', async () => {
  await using receiver = await redirectTo('/hook')
  expect(await sent(receiver.url)).toEqual([307, 'redirect'])
  expect(receiver.received).toHaveLength(4)
})

test.each([
  ['http://10.0.0.1/', 'address'],
  ['http://169.254.169.254/latest/meta-data', 'address'],
  ['//0x7f000002/', 'address'],
  ['http://[::1]/', 'address'],
  ['http://inside.example.org/', 'address'],
  ['file:///etc/passwd', 'forbidden'],
  ['http://user:password@127.0.0.1/', 'forbidden'],
  ['http://', 'redirect'],
  [undefined, 'redirect'],
])('a redirect to %s is checked like the first address: %s', async (location, kind) => {
  await using receiver = await redirectTo(location)
  const resolve = async (name: string) => [name.startsWith('inside') ? '127.0.0.2' : '127.0.0.1']
  expect(await sent(named(receiver, 'hooks.example.org'), { resolve })).toEqual([307, kind])
})

test('a name that has become private by the time of a redirect to itself is refused', async () => {
  await using receiver = await redirectTo('/again')
  const answers = ['127.0.0.1', '10.0.0.1']
  const resolve = async () => [answers.shift() ?? '']
  expect(await sent(named(receiver, 'rebind.example.org'), { resolve })).toEqual([307, 'address'])
  expect(receiver.received).toHaveLength(1)
})

test('a receiver that sends its answer byte by byte for ever is left when the time is over', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    const timer = setInterval(() => socket.write('H'), 10)
    socket.on('close', () => clearInterval(timer))
    socket.write('HTTP/1.1 200 OK\r\nX-Slow: ')
  })
  const { port } = await listen(server, {})
  expect(await sent(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })).toEqual([undefined, 'timeout'])
  await close(server) // which waits for the connection: it is gone
})

test('a receiver that accepts and says nothing is left when the time is over, and so are redirects that go on', async () => {
  const server = createServer((socket) => void socket.on('error', () => {}).resume())
  const { port } = await listen(server, {})
  await using redirecting = await redirectTo(`http://127.0.0.1:${port}/`)
  expect(await sent(redirecting.url, { timeoutMs: 300 })).toEqual([307, 'timeout'])
  await close(server)
})

test('of an answer without end only the head is read', async () => {
  let written = 0
  const closed = Promise.withResolvers<void>()
  await using receiver = await startReceiver((response) => {
    response.on('close', () => closed.resolve())
    response.writeHead(200)
    const chunk = Buffer.alloc(1024 * 1024)
    const pour = () => {
      while (!response.closed && response.write(chunk)) written += chunk.byteLength
      if (!response.closed) response.once('drain', pour)
    }
    pour()
  })
  // Not because its time is over.
  expect(await sent(receiver.url, { timeoutMs: 600_000 })).toEqual([200, undefined])
  await closed.promise
  expect(written).toBeLessThan(64 * 1024 * 1024)
})

test('an answer that is not HTTP, or whose head is too long, is a failure', async () => {
  await using long = await startReceiver((response) =>
    response.writeHead(200, { x: 'x'.repeat(100_000) }).end(),
  )
  expect(await sent(long.url)).toEqual([undefined, 'answer'])
  const server = createServer(
    (socket) =>
      void socket
        .on('error', () => {})
        .resume()
        .end('SSH-2.0-OpenSSH_9.2\r\n'),
  )
  const { port } = await listen(server, {})
  expect(await sent(`http://127.0.0.1:${port}/`)).toEqual([undefined, 'answer'])
  await close(server)
})

test('nobody listening, and hanging up, are failures of the connection', async () => {
  const server = createServer((socket) => void socket.destroy())
  const { port } = await listen(server, {})
  expect(await sent(`http://127.0.0.1:${port}/`)).toEqual([undefined, 'connection'])
  await close(server)
  expect(await sent(`http://127.0.0.1:${port}/`)).toEqual([undefined, 'connection'])
  expect(await sent(`https://127.0.0.1:${port}/`)).toEqual([undefined, 'connection'])
})

test('TLS verifies the name, although the connection goes to a checked address', async () => {
  await using receiver = await startReceiver(undefined, { tls: true })
  const trust = TEST_CERTIFICATE
  expect(await sent(named(receiver, 'hooks.test'), { trust })).toEqual([204, undefined])
  expect(await sent(named(receiver, 'other.test'), { trust })).toEqual([undefined, 'tls'])
  expect(await sent(receiver.url, { trust })).toEqual([undefined, 'tls'])
})

test('a certificate that nobody vouches for, and a receiver without TLS, get nothing', async () => {
  await using secure = await startReceiver(undefined, { tls: true })
  await using plain = await startReceiver()
  expect(await sent(named(secure, 'hooks.test'))).toEqual([undefined, 'tls'])
  expect(await sent(named(plain, 'hooks.test').replace('http:', 'https:'))).toEqual([undefined, 'tls'])
  expect([...secure.received, ...plain.received]).toEqual([])
})

test('a redirect from https to http is not followed', async () => {
  await using plain = await startReceiver()
  await using secure = await startReceiver(
    (response) => response.writeHead(307, { location: plain.url }).end(),
    {
      tls: true,
    },
  )
  expect(await sent(named(secure, 'hooks.test'), { trust: TEST_CERTIFICATE })).toEqual([307, 'redirect'])
  expect(plain.received).toEqual([])
})

test('what is refused never sees a connection', async () => {
  await using receiver = await startReceiver()
  expect(await sent(receiver.url, { allow: '' })).toEqual([undefined, 'address'])
  expect(await sent('nonsense')).toEqual([undefined, 'forbidden'])
  expect(receiver.received).toEqual([])
})
