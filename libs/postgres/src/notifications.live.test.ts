import { connect, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenTo } from './notifications.ts'
import { openDatabase } from './open.ts'
import type { PostgresServer } from './server.ts'
import { freePort, startTestPostgres } from './testing.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startTestPostgres()
})
afterAll(() => server[Symbol.asyncDispose]())

/** Counts how often each channel was woken. */
function counter(...channels: string[]) {
  const counts = Object.fromEntries(channels.map((channel) => [channel, 0]))
  const count = (channel: string) => {
    counts[channel] = (counts[channel] ?? 0) + 1
  }
  return { counts, wakes: Object.fromEntries(channels.map((channel) => [channel, () => count(channel)])) }
}
const listeners = async () => {
  await using db = openDatabase<unknown>(server.url)
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where application_name = 'notifications'`.execute(db)
  return rows.map(({ pid }) => pid)
}

test('a commit wakes the channel that it notified, once, in every process that listens; a rollback none', async () => {
  await using db = openDatabase<unknown>(server.url)
  const [one, other] = [counter('work', 'rest'), counter('work')]
  await using _one = listenTo(server.url, one.wakes)
  await using _other = listenTo(server.url, other.wakes)
  await expect.poll(() => [one.counts, other.counts]).toEqual([{ work: 1, rest: 1 }, { work: 1 }])

  const failed = db.transaction().execute(async (trx) => {
    await sql`notify work`.execute(trx)
    throw new Error('rolled back')
  })
  await expect(failed).rejects.toThrow('rolled back')
  await db.transaction().execute(async (trx) => {
    await sql`notify work`.execute(trx)
    await sql`notify work`.execute(trx)
  })
  await sql`notify rest`.execute(db)
  // Notifications arrive in the order of their commits: what `rest` follows has been heard.
  await expect.poll(() => one.counts).toEqual({ work: 2, rest: 2 })
  await expect.poll(() => other.counts).toEqual({ work: 2 })
})

test('after a lost connection everything is looked at again, and notifications are heard as before', async () => {
  await using db = openDatabase<unknown>(server.url)
  const { counts, wakes } = counter('work')
  const losses: unknown[] = []
  await using _listening = listenTo(server.url, wakes, { onLost: (error) => losses.push(error) })
  await expect.poll(() => counts.work).toBe(1)
  for (const pid of await listeners()) await sql`select pg_terminate_backend(${pid})`.execute(db)
  await expect.poll(() => counts.work).toBe(2)
  expect(losses).toHaveLength(1)
  await sql`notify work`.execute(db)
  await expect.poll(() => counts.work).toBe(3)
})

test('a server that is away is waited for, and its absence is reported once', async () => {
  const port = await freePort()
  const { counts, wakes } = counter('work')
  const losses: unknown[] = []
  const refused = Promise.withResolvers<void>()
  const onLost = (error: unknown) => {
    losses.push(error)
    refused.resolve()
  }
  const url = new URL(server.url)
  const real = Number(url.port)
  url.port = String(port)
  await using _listening = listenTo(url.href, wakes, { onLost })
  await refused.promise
  await using _proxy = await openProxy(port, real)
  await expect.poll(() => counts.work).toBe(1)
  expect(losses).toMatchObject([{ code: 'ECONNREFUSED' }])
})

test('a connection on which nothing arrives any more is replaced', async () => {
  const url = new URL(server.url)
  await using proxy = await openProxy(0, Number(url.port))
  url.port = String(proxy.port)
  const { counts, wakes } = counter('work')
  await using _listening = listenTo(url.href, wakes, { checkEveryMs: 50 })
  await expect.poll(() => counts.work).toBe(1)
  proxy.mute()
  await expect.poll(() => counts.work).toBe(2)
})

test('disposing closes the connection, and does not wait for one that cannot be made', async () => {
  const { counts, wakes } = counter('work')
  const listening = listenTo(server.url, wakes)
  await expect.poll(() => counts.work).toBe(1)
  await listening[Symbol.asyncDispose]()
  await expect.poll(listeners).toEqual([])
  const refused = Promise.withResolvers<void>()
  const nowhere = `postgres://auth:pw@127.0.0.1:${await freePort()}/runhive`
  const waiting = listenTo(nowhere, wakes, { onLost: () => refused.resolve() })
  await refused.promise
  await waiting[Symbol.asyncDispose]()
})

/** Passes connections on to the server. `mute` keeps those that are open, and passes on nothing more of them. */
async function openProxy(port: number, to: number) {
  const sockets = new Set<Socket>()
  const proxy = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  proxy.listen(port, '127.0.0.1')
  await new Promise((resolve) => proxy.once('listening', resolve))
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    mute() {
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
