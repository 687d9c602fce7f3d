import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'
import { type PausedAdmissions, pauseAdmissions } from '../../../testing/paused-admissions.ts'
import { openRawSocket, type RawSocket } from '../../../testing/raw-socket.ts'
import { watchSockets } from '../../../testing/server-sockets.ts'
import { toResult } from '../../../testing/services.ts'

const ALICE = { authorization: 'Bearer rh_alice' }
const MIB = 1024 * 1024
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

function askAll(socket: RawSocket, count: number) {
  for (const id of numbers(count)) socket.ask(id, 'languages.list')
}

/** Of which an answer has one MiB. */
async function keepLargeResult(gateway: TestGateway): Promise<string> {
  await gateway.ask('/api/v1/executions', { json: { language: 'python', source: '' } })
  const item = await gateway.nextItem()
  if (!item) throw new Error('nothing was submitted')
  await gateway.forget(`alice.${item.id}`)
  gateway.records.set(`alice.${item.id}`, toResult(item, true, 'x'.repeat(MIB)))
  return item.id
}

async function expectAtMost(admissions: PausedAdmissions, maximum: number) {
  await expect.poll(admissions.waiting).toBe(maximum)
  admissions.release()
}

test('of one socket so many operations are under way at once, admission included, and all are answered', async () => {
  const admissions = pauseAdmissions()
  const env = { MAX_OPERATIONS_PER_SOCKET: '4' }
  await using gateway = await openTestGateway({ hold: false, env, mesh: admissions.mesh })
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  askAll(socket, 200)
  await expectAtMost(admissions, 4)
  await expect.poll(() => socket.count('OK')).toBe(200)
  expect(admissions.most()).toBe(4)
})

test('that holds for the operations of one message too, which may be many', async () => {
  const admissions = pauseAdmissions()
  const env = { MAX_OPERATIONS_PER_SOCKET: '4' }
  await using gateway = await openTestGateway({ hold: false, env, mesh: admissions.mesh })
  using socket = await openRawSocket(gateway.url, { headers: ALICE })
  const params = { path: 'languages.list', input: {} }
  socket.socket.send(JSON.stringify(numbers(132).map((id) => ({ id, method: 'query', params }))))
  await expectAtMost(admissions, 4)
  await expect.poll(() => socket.count('OK')).toBe(132)
  expect(admissions.most()).toBe(4)
})

test('more sockets of one address have eight times as many, and all together 64 times', async () => {
  const admissions = pauseAdmissions()
  const env = { MAX_OPERATIONS_PER_SOCKET: '1', TRUST_PROXY: '127.0.0.1' }
  await using gateway = await openTestGateway({ hold: false, env, mesh: admissions.mesh })
  const openAll = (count: number, ip: string) =>
    Promise.all(
      numbers(count).map(async () => {
        const socket = await openRawSocket(gateway.url, { headers: { ...ALICE, 'x-forwarded-for': ip } })
        askAll(socket, 3)
        return socket
      }),
    )
  const sockets = await openAll(10, '192.0.2.1')
  await expect.poll(admissions.waiting).toBe(8)
  for (const last of numbers(9)) sockets.push(...(await openAll(10, `198.51.100.${last}`)))
  await expectAtMost(admissions, 64)
  await expect.poll(() => sockets.reduce((sum, socket) => sum + socket.count('OK'), 0)).toBe(300)
  expect(admissions.most()).toBe(64)
  for (const socket of sockets) socket[Symbol.dispose]()
})

test('what waits for its place on a socket that has closed is not asked for', async () => {
  const admissions = pauseAdmissions()
  const env = { MAX_OPERATIONS_PER_SOCKET: '2' }
  await using gateway = await openTestGateway({ hold: false, env, mesh: admissions.mesh })
  const socket = await openRawSocket(gateway.url, { headers: ALICE })
  askAll(socket, 50)
  await expect.poll(admissions.waiting).toBe(2)
  socket.socket.terminate()
  await socket.closed
  using other = await openRawSocket(gateway.url, { headers: ALICE })
  other.ask(1, 'health.status')
  await expect.poll(admissions.waiting).toBe(3)
  admissions.release()
  await expect.poll(() => other.count('OK')).toBe(1)
  expect(gateway.auth.asked).toHaveLength(3)
})

test('a socket whose answers are not read is not read, and answers all once they are', async () => {
  using sockets = watchSockets()
  const env = { MAX_OPERATIONS_PER_SOCKET: '1' }
  await using gateway = await openTestGateway({ hold: false, env })
  const id = await keepLargeResult(gateway)
  using lazy = await openRawSocket(gateway.url, { headers: ALICE })
  using honest = await openRawSocket(gateway.url, { headers: { authorization: 'Bearer rh_bob' } })
  lazy.socket.pause()
  for (const number of numbers(40)) lazy.ask(number, 'executions.get', { id })
  await expect.poll(sockets.waiting).toBeGreaterThan(2 * MIB)
  // Turns enough for all of them, if anybody took them.
  for (const number of numbers(100)) {
    const answered = once(honest.socket, 'message')
    honest.ask(number, 'languages.list')
    await answered
  }
  expect(sockets.waiting()).toBeLessThan(4 * MIB)
  const asked = gateway.auth.asked.filter(({ procedure }) => procedure === 'executions.get')
  expect(asked.length).toBeLessThan(40)
  lazy.socket.resume()
  await expect.poll(() => lazy.count('OK'), { timeout: 10_000 }).toBe(40)
})

test('while one socket floods, others have their turn and do not wait for what was sent before', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { TRUST_PROXY: '127.0.0.1' } })
  const from = (ip: string) => openRawSocket(gateway.url, { headers: { ...ALICE, 'x-forwarded-for': ip } })
  using flood = await from('192.0.2.2')
  using honest = await from('192.0.2.1')
  askAll(flood, 2_000)
  honest.ask(1, 'health.status')
  await expect.poll(() => flood.count('OK'), { timeout: 20_000 }).toBe(2_000)
  const turn = gateway.auth.asked.findIndex(({ procedure }) => procedure === 'health.status')
  expect(turn).toBeGreaterThanOrEqual(0)
  expect(turn).toBeLessThan(100)
})
