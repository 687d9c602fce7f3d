import { expect, test } from 'vitest'
import { openTestGateway } from '../../../testing/gateway.ts'
import { openRawSocket, type RawSocket } from '../../../testing/raw-socket.ts'

const ALICE = { authorization: 'Bearer rh_alice' }
/** What a socket may do wrong at once is twice what one message may hold: here 2 * (1 + 32). */
const STRIKES = 66
const env = { MAX_SUBSCRIPTIONS_PER_SOCKET: '1', MAX_OPERATIONS_PER_SOCKET: '1' }
const REFUSED = {
  code: 1008,
  reason: 'Too many messages on this socket were refused or empty.',
}
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const request = (id: unknown, method: string, path: string, input: unknown = {}) =>
  JSON.stringify({ id, method, params: { path, input } })

type Send = (socket: RawSocket, id: number) => void
const text =
  (toText: (id: number) => string): Send =>
  (socket, id) =>
    socket.socket.send(toText(id))

const WRONG: Array<[what: string, send: Send]> = [
  ['what is not JSON', text(() => '{')],
  ['bytes', ({ socket }) => socket.send(Buffer.from('{}'))],
  ['nothing', text(() => '')],
  ['a list of nothing', text(() => '[]')],
  ['what has no id', text(() => request(null, 'query', 'languages.list'))],
  ['a method that is none', text((id) => request(id, 'delete', 'languages.list'))],
  ['a procedure that is none', text((id) => request(id, 'query', 'languages.destroy'))],
  ['bad input', text((id) => request(id, 'query', 'executions.get', { id: 7 }))],
  ['a subscription that cannot begin', text((id) => request(id, 'subscription', 'executions.watch'))],
  ['the end of what never began', text((id) => JSON.stringify({ id, method: 'subscription.stop' }))],
  ['the proof of who it is, again', text(() => '{"method":"connectionParams","data":{"apiKey":"rh_bob"}}')],
  ['PING', text(() => 'PING')],
  ['PONG', text(() => 'PONG')],
  ['frames that ask whether we are there', ({ socket }) => socket.ping()],
  ['frames that answer what nobody asked', ({ socket }) => socket.pong()],
]

test.each(WRONG)('a socket on which comes nothing but %s is closed', async (_, send) => {
  await using gateway = await openTestGateway({ hold: false, env })
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  const sendSome = async () => {
    // A few at a time, or frames that are asked back for would end it in another way.
    for (const id of numbers(30)) send(socket, id)
    return socket.socket.readyState
  }
  await expect.poll(sendSome).toBe(socket.socket.CLOSED)
  expect(await socket.closed).toEqual(REFUSED)
})

test('a socket on which the same subscription is asked for without end is closed', async () => {
  await using gateway = await openTestGateway({ hold: false, env })
  const { body } = await gateway.ask('/api/v1/executions', { json: { language: 'python', source: '' } })
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  const again = request(1, 'subscription', 'executions.watch', { id: body.id })
  for (const _ of numbers(100)) socket.socket.send(again)
  expect(await socket.closed).toEqual(REFUSED)
  expect(gateway.auth.asked.filter(({ procedure }) => procedure === 'executions.watch')).toHaveLength(1)
})

test.each([
  ['without a credential', {}, 'executions.list', 'UNAUTHENTICATED'],
  ['with a wrong key', { authorization: 'Bearer nonsense' }, 'languages.list', 'UNAUTHENTICATED'],
  ['with a key that may not', { authorization: 'Bearer rh_alice_mute' }, 'executions.list', 'FORBIDDEN'],
])('who goes on asking %s is refused, then closed, and auth hears little of it', async (...the) => {
  const [, headers, path, code] = the
  await using gateway = await openTestGateway({ hold: false, env })
  using socket = await openRawSocket(gateway.url, { headers })
  for (const id of numbers(1_000)) socket.ask(id, path)
  expect(await socket.closed).toEqual(REFUSED)
  expect(socket.count(code)).toBeGreaterThanOrEqual(STRIKES)
  expect(socket.count('OK')).toBe(0)
  expect(gateway.auth.asked.length).toBeLessThan(10)
})

test('who goes on beyond its rate is refused, then closed, and auth hears little of it', async () => {
  await using gateway = await openTestGateway({ hold: false, env })
  gateway.auth.maximum = 5
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  for (const id of numbers(1_000)) socket.ask(id, 'languages.list')
  expect(await socket.closed).toEqual(REFUSED)
  expect(socket.count('OK')).toBe(5)
  expect(socket.count('RATE_LIMITED')).toBeGreaterThanOrEqual(STRIKES)
  expect(gateway.auth.asked.length).toBeLessThan(15)
  const { body } = await gateway.ask('/metrics')
  expect(body.text).toContain('runhive_sockets_turned_away_total{why="refusals"} 1')
})

test('what a client sends after a reconnect may all be refused: the socket stays', async () => {
  await using gateway = await openTestGateway({ hold: false })
  gateway.auth.maximum = 0
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  const params = { path: 'executions.watch', input: { id: '0192f0c1-2d3e-7abc-8def-0123456789ab' } }
  socket.socket.send(JSON.stringify(numbers(132).map((id) => ({ id, method: 'subscription', params }))))
  await expect.poll(() => socket.count('RATE_LIMITED')).toBe(132)
  gateway.auth.maximum = 1_000
  const asking = async () => {
    socket.ask(1_000, 'languages.list')
    return socket.count('OK')
  }
  await expect.poll(asking).toBeGreaterThan(0)
})

test('a list longer than any client sends gets one answer, not one for each entry', async () => {
  await using gateway = await openTestGateway({ hold: false })
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  socket.socket.send(JSON.stringify(numbers(5_000).map((id) => ({ id }))))
  socket.ask(7, 'languages.list')
  await expect.poll(() => socket.count('OK')).toBe(1)
  expect(socket.answers[0]).toMatchObject({
    id: null,
    error: { message: 'A message may contain at most 132 operations.', data: { code: 'BAD_REQUEST' } },
  })
  expect(socket.answers).toHaveLength(2)
})

test('a message of nothing but brackets is refused before it is parsed', async () => {
  await using gateway = await openTestGateway({ hold: false })
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  socket.socket.send('['.repeat(1_000_000))
  await expect
    .poll(() => socket.answers[0])
    .toMatchObject({
      id: null,
      error: { message: 'JSON may nest at most 64 deep.', data: { code: 'BAD_JSON' } },
    })
})

test('a message in too many pieces ends its socket', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { BODY_LIMIT_BYTES: '65536' } })
  using socket = await openRawSocket(gateway.url)
  for (const _ of numbers(300)) socket.socket.send('x', { fin: false })
  expect(await socket.closed).toMatchObject({ code: 1008 })
})

test('the unfinished messages of one address may hold so many bytes, however many sockets they are on', async () => {
  const limits = { BODY_LIMIT_BYTES: '65536', TRUST_PROXY: '127.0.0.1' }
  await using gateway = await openTestGateway({ hold: false, env: limits })
  const from = (ip: string) => openRawSocket(gateway.url, { headers: { ...ALICE, 'x-forwarded-for': ip } })
  const sockets = await Promise.all(numbers(20).map(() => from('192.0.2.1')))
  const endings: unknown[] = []
  for (const { socket, closed } of sockets) {
    void closed.then((ending) => endings.push(ending))
    socket.send(Buffer.alloc(60_000), { fin: false })
  }
  await expect.poll(() => endings.length).toBeGreaterThanOrEqual(12)
  const why = { code: 1013, reason: 'Too many message bytes are in flight; try again later.' }
  expect(endings).toEqual(endings.map(() => why))
  using other = await from('192.0.2.2')
  other.ask(1, 'languages.list', { padding: 'x'.repeat(60_000) })
  await expect.poll(() => other.answers.length).toBe(1)
  for (const socket of sockets) socket[Symbol.dispose]()
  using next = await from('192.0.2.1')
  const asking = async () => {
    next.ask(1, 'languages.list')
    return next.count('OK')
  }
  await expect.poll(asking).toBeGreaterThan(0)
})
