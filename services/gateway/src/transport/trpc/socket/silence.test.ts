import { once } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestGateway } from '../../../testing/gateway.ts'
import { pauseAdmissions } from '../../../testing/paused-admissions.ts'
import { openRawSocket, type RawSocket } from '../../../testing/raw-socket.ts'

/** By these the gateway looks after its sockets; everything else takes its real time. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const ALICE = { authorization: 'Bearer rh_alice' }
const BEAT_MS = 5_000
const SLOW = { code: 1008, reason: 'A message took longer than 30 seconds to arrive.' }

/** The gateway has heard what was sent before, or has closed the socket. */
async function heard({ socket, closed }: RawSocket): Promise<void> {
  const answered = (async () => {
    while (String((await once(socket, 'message'))[0]) !== 'PONG');
  })()
  socket.send('PING')
  await Promise.race([answered, closed])
}

/** So many beats, in each of which this one shows that it is there. */
async function pass(beats: number, present: RawSocket): Promise<void> {
  for (let beat = 0; beat < beats; beat++) {
    vi.advanceTimersByTime(BEAT_MS)
    await heard(present)
  }
}

const noteAsked = ({ socket }: RawSocket) => {
  const asked: string[] = []
  socket.on('message', (data) => String(data) === 'PING' && asked.push('PING'))
  return asked
}

test('a peer that is silent is asked, and without an answer its socket ends; who answers stays', async () => {
  await using gateway = await openTestGateway({ hold: false })
  using present = await openRawSocket(gateway.url)
  using absent = await openRawSocket(gateway.url)
  const asked = noteAsked(absent)
  await pass(3, present)
  await expect.poll(() => asked).toEqual(['PING'])
  await pass(1, present)
  expect(await absent.closed).toMatchObject({ code: 1006 })
  expect(present.socket.readyState).toBe(present.socket.OPEN)
})

test('a socket that the gateway does not read need not answer, and is asked all the same', async () => {
  const admissions = pauseAdmissions()
  const env = { MAX_OPERATIONS_PER_SOCKET: '1' }
  await using gateway = await openTestGateway({ hold: false, env, mesh: admissions.mesh })
  using present = await openRawSocket(gateway.url)
  using waiting = await openRawSocket(gateway.url, { headers: ALICE })
  const asked = noteAsked(waiting)
  waiting.ask(1, 'languages.list')
  await expect.poll(admissions.waiting).toBe(1)
  await pass(12, present)
  await expect.poll(() => asked.length).toBe(4)
  admissions.release()
  await expect.poll(() => waiting.count('OK')).toBe(1)
})

test('a message that does not come to its end ends its socket', async () => {
  await using gateway = await openTestGateway({ hold: false })
  using present = await openRawSocket(gateway.url)
  using slow = await openRawSocket(gateway.url, { headers: ALICE })
  slow.socket.send('{"id":1', { fin: false })
  slow.socket.ping()
  await once(slow.socket, 'pong')
  await pass(6, present)
  slow.socket.ping()
  await once(slow.socket, 'pong')
  await pass(1, present)
  expect(await slow.closed).toEqual(SLOW)
})

test('who has promised to prove who it is must do so in time; who has not may say nothing', async () => {
  await using gateway = await openTestGateway({ hold: false })
  using promised = await openRawSocket(gateway.url, { query: '?connectionParams=1' })
  using kept = await openRawSocket(gateway.url, { query: '?connectionParams=1' })
  using quiet = await openRawSocket(gateway.url)
  kept.socket.send('{"method":"connectionParams","data":{"apiKey":"rh_alice"}}')
  for (let beat = 0; beat < 7; beat++) {
    vi.advanceTimersByTime(BEAT_MS)
    await Promise.all([promised, kept, quiet].map(heard))
  }
  expect(await promised.closed).toEqual(SLOW)
  for (const { socket } of [kept, quiet]) expect(socket.readyState).toBe(socket.OPEN)
})
