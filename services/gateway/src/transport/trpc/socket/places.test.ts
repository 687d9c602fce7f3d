import { createClient, watchExecution } from '@runhive/client/client'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../../testing/gateway.ts'
import { openRawSocket } from '../../../testing/raw-socket.ts'

const hello = { language: 'python', source: '' }
const NO_ROOM = { code: 1013, reason: 'Too many sockets are open; try again later.' }

const openFrom = (gateway: TestGateway, headers: Record<string, string> = {}) =>
  openRawSocket(gateway.url, { headers })

async function openKnown(gateway: TestGateway, key: string) {
  const known = await openFrom(gateway, { authorization: `Bearer ${key}` })
  known.ask(1, 'languages.list')
  await expect.poll(() => known.count('OK')).toBe(1)
  return known
}

test('when all places are taken, who has been there longest without proving who it is makes room', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { MAX_SOCKETS: '3' } })
  using known = await openKnown(gateway, 'rh_alice')
  using first = await openFrom(gateway)
  // A signed-out caller is admitted to this, and has not authenticated.
  first.ask(1, 'languages.list')
  await expect.poll(() => first.count('OK')).toBe(1)
  using second = await openFrom(gateway)
  using third = await openFrom(gateway)
  expect(await first.closed).toEqual(NO_ROOM)
  using fourth = await openFrom(gateway)
  expect(await second.closed).toEqual(NO_ROOM)
  for (const { socket } of [known, third, fourth]) expect(socket.readyState).toBe(socket.OPEN)
  const { body } = await gateway.ask('/metrics')
  expect(body.text).toContain('runhive_sockets_turned_away_total{why="room"} 2')
})

test('when all who have a place have proved who they are, one more is refused, until one leaves', async () => {
  await using gateway = await openTestGateway({ hold: false, env: { MAX_SOCKETS: '2' } })
  using _ = await openKnown(gateway, 'rh_alice')
  const leaving = await openKnown(gateway, 'rh_bob')
  await expect(openFrom(gateway)).rejects.toThrow('503')
  leaving.socket.close()
  const opened = expect.poll(() => openFrom(gateway).then(({ socket }) => socket.readyState))
  await opened.toBe(leaving.socket.OPEN)
})

test('a client whose socket makes room for another comes back and misses no event', async () => {
  await using gateway = await openTestGateway({ env: { MAX_SOCKETS: '1' }, hold: () => held.promise })
  const held = Promise.withResolvers<void>()
  gateway.auth.anonymousExecutions = true
  const client = createClient({ url: gateway.url })
  const { id } = await client.executions.submit.mutate(hello)
  const seen: number[] = []
  const watching = (async () => {
    for await (const { number } of watchExecution(client, id)) seen.push(number)
  })()
  await expect.poll(() => seen.length).toBeGreaterThan(0)
  using other = await openFrom(gateway)
  // It came back, and now the other one has made room.
  expect(await other.closed).toEqual(NO_ROOM)
  held.resolve()
  await watching
  expect(seen).toEqual([1, 2, 3, 4, 5])
})

test('a client whose socket is closed for what was sent on it is told why, and does not repeat it', async () => {
  const env = { MAX_SUBSCRIPTIONS_PER_SOCKET: '2' }
  await using gateway = await openTestGateway({ hold: false, env })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate(hello)
  const events = watchExecution(client, id)
  await events.next()
  const watched = () => gateway.auth.asked.filter(({ procedure }) => procedure === 'executions.watch').length
  // Every one is of an execution that is not there.
  const missing = () => watchExecution(client, '0192f0c1-2d3e-7abc-8def-0123456789ab').next()
  let told: unknown
  events.next().catch((error: unknown) => {
    told = error
  })
  const asking = async () => {
    await Promise.allSettled(Array.from({ length: 20 }, missing))
    return told
  }
  const reason = 'Too many messages on this socket were refused or empty.'
  await expect.poll(asking).toMatchObject({ code: 'REFUSED', message: reason })
  const before = watched()
  expect((await watchExecution(client, id).next()).value?.event.kind).toBe('queued')
  expect(watched()).toBe(before + 1)
})
