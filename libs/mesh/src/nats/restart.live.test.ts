import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contract } from '@runhive/contracts/define'
import { workQueue } from '@runhive/contracts/streams'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { soon, unique } from '../../testing/conformance/guarantee.ts'
import { appendSteps, collect, journal, upTo } from '../../testing/conformance/journal.ts'
import { laned } from '../../testing/conformance/lanes.ts'
import { isAway, isBack } from '../../testing/conformance/presence.ts'
import { startNatsServer } from '../../testing/nats-server.ts'
import { connectRawNats } from '../../testing/raw-nats.ts'
import { connectMesh } from './connect.ts'

const echo = contract('echo', {
  say: {
    input: z.object({ text: z.string() }),
    output: z.object({ text: z.string() }),
    refusals: {},
    timeoutMs: 15_000,
  },
})

function jobs(leaseMs = 5_000) {
  const name = unique('JOBS')
  const subject = `${name.toLowerCase()}.items`
  return workQueue({
    name,
    subject,
    item: z.object({ n: z.int() }),
    maxItems: 100,
    maxBytes: 1024 * 1024,
    leaseMs,
    dedupeMs: 60_000,
  })
}

/** A connection to the server that can be cut, for one client only. */
async function openCable(
  target: number,
): Promise<{ port: number; cut(): void; mend(): void } & AsyncDisposable> {
  const sockets = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connectSocket(target, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => {})
      from.on('close', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = () => {
    whole = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    cut,
    mend() {
      whole = true
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
    },
  }
}

test('while the server is away calls and publishes fail at once, and when it is back all is as before', async () => {
  await using nats = await startNatsServer()
  await using server = await connectMesh({ url: nats.url, service: 'echo' })
  await using caller = await connectMesh({ url: nats.url, service: 'caller' })
  await server.serve(echo, { say: async (input) => input })
  const client = caller.connect(echo)
  const queue = caller.queue(jobs())
  await client.say({ text: 'before' })
  await queue.publish('a', { n: 1 })

  await nats.kill()
  await isAway(caller)
  // Who waited until there is no time left would hear DEADLINE_EXCEEDED.
  await expect(client.say({ text: 'away' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(queue.publish('b', { n: 2 })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await nats.start()
  await isBack(caller, server)

  await expect(client.say({ text: 'after' })).resolves.toEqual({ text: 'after' })
  await expect(queue.depth()).resolves.toBe(1)
  await expect(queue.publish('a', { n: 1 })).resolves.toEqual({ duplicate: true })
})

test('a call under way gets its answer although the server was killed meanwhile', async () => {
  await using nats = await startNatsServer()
  await using server = await connectMesh({ url: nats.url, service: 'echo' })
  await using caller = await connectMesh({ url: nats.url, service: 'caller' })
  const started = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<{ text: string }>()
  await server.serve(echo, {
    say: () => {
      started.resolve()
      return answer.promise
    },
  })
  const call = caller.connect(echo).say({ text: 'hello' })
  await started.promise

  await nats.kill()
  await isAway(caller, server)
  await nats.start()
  await isBack(caller, server)
  answer.resolve({ text: 'still here' })

  await expect(call).resolves.toEqual({ text: 'still here' })
})

test('every wait for a server that is away ends when it is aborted', async () => {
  await using nats = await startNatsServer()
  await using mesh = await connectMesh({ url: nats.url, service: 'gateway' })
  const [plain, lanes] = [mesh.queue(jobs()), mesh.queue(laned())]
  const log = mesh.log(journal())
  await appendSteps(log, 'a.1', [1, 3])
  for (const queue of [plain, lanes]) await queue.depth()
  const consumer = await log.consume({ consumer: 'gateway', kinds: ['step'] }, async () => undefined)
  const tail = await log.tail(() => undefined)
  const stop = new AbortController()
  const { signal } = stop
  const early = [plain.take(signal), lanes.take(signal)]
  const following = log.follow('a.1', { signal })[Symbol.asyncIterator]()
  expect(await following.next()).toMatchObject({ value: { number: 1 } })

  await nats.kill()
  await isAway(mesh)
  const late = [plain.take(signal), lanes.take(signal)]
  const fresh = log.follow('a.2', { signal })[Symbol.asyncIterator]().next()
  const rest = Array.fromAsync({ [Symbol.asyncIterator]: () => following })
  const ended = log.waitFor('a.1', 'end', { signal })
  await new Promise(setImmediate)
  stop.abort()

  for (const taken of [...early, ...late]) await expect(taken).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await fresh).toMatchObject({ done: true })
  expect((await rest).length).toBeLessThanOrEqual(2)
  expect(await ended).toBeUndefined()
  await tail[Symbol.asyncDispose]()
  await consumer[Symbol.asyncDispose]()
})

test('a tail needs no consumer at the server', async () => {
  await using nats = await startNatsServer()
  await using mesh = await connectMesh({ url: nats.url, service: 'gateway' })
  await using raw = await connectRawNats(nats.url)
  const definition = journal()
  const readers = async () => {
    const answer = JSON.parse(await raw.request(`$JS.API.STREAM.INFO.${definition.name}`, ''))
    return answer.state.consumer_count
  }
  await appendSteps(mesh.log(definition), 'a.1', [1, 1])
  const heard = Promise.withResolvers<void>()
  const tail = await mesh.log(definition).tail(() => heard.resolve())
  await heard.promise
  expect(await readers()).toBe(0)
  await tail[Symbol.asyncDispose]()
})

test('who waits for an item goes on waiting over a crash of the server', async () => {
  await using nats = await startNatsServer()
  await using worker = await connectMesh({ url: nats.url, service: 'executor' })
  await using gateway = await connectMesh({ url: nats.url, service: 'gateway' })
  const definition = jobs()
  await gateway.queue(definition).depth()
  const waiting = worker.queue(definition).take(soon())
  await expect(worker.queue(definition).take(AbortSignal.timeout(100))).rejects.toMatchObject({
    code: 'CANCELLED',
  })

  await nats.kill()
  await isAway(worker, gateway)
  await nats.start()
  await isBack(worker, gateway)
  await gateway.queue(definition).publish('a', { n: 1 })

  await using delivery = await waiting
  expect(delivery).toMatchObject({ id: 'a', attempt: 1 })
  await delivery.done()
})

test('an item that was done without waiting while the server was away is done when it is back', async () => {
  await using nats = await startNatsServer()
  await using worker = await connectMesh({ url: nats.url, service: 'executor' })
  const queue = worker.queue(jobs())
  await queue.publish('a', { n: 1 })
  await using delivery = await queue.take(soon())

  await nats.kill()
  await isAway(worker)
  const done = delivery.done({ unconfirmed: true })
  await nats.start()
  await done

  expect(await queue.depth()).toBe(0)
})

test('events appended over a crash of the server are all stored, and followed without gap or repeat', async () => {
  await using nats = await startNatsServer()
  await using writer = await connectMesh({ url: nats.url, service: 'executor' })
  await using reader = await connectMesh({ url: nats.url, service: 'gateway' })
  await using late = await connectMesh({ url: nats.url, service: 'late' })
  const definition = journal()
  await appendSteps(writer.log(definition), 'a.1', [1, 50])
  const seen = collect(reader.log(definition), 'a.1', { last: 200 })

  const appended = [appendSteps(writer.log(definition), 'a.1', [51, 100])]
  await nats.kill()
  appended.push(appendSteps(writer.log(definition), 'a.1', [101, 150]))
  await isAway(writer, reader)
  appended.push(appendSteps(writer.log(definition), 'a.1', [151, 199]))
  await nats.start()
  await isBack(writer, reader, late)
  appended.push(appendSteps(writer.log(definition), 'a.1', [200, 200]))
  await Promise.all(appended)

  expect(await seen).toEqual(upTo(200))
  expect(await collect(late.log(definition), 'a.1', { last: 200 })).toEqual(upTo(200))
})

test('a follower whose connection broke reads what it missed as soon as it is back', async () => {
  await using nats = await startNatsServer()
  await using cable = await openCable(nats.port)
  await using writer = await connectMesh({ url: nats.url, service: 'executor' })
  await using reader = await connectMesh({ url: `nats://127.0.0.1:${cable.port}`, service: 'gateway' })
  const definition = journal()
  const seen: number[] = []
  const following = (async () => {
    const events = reader.log(definition).follow('a.1', { signal: soon() })
    for await (const { number } of events) if (seen.push(number) === 20) break
  })()
  await appendSteps(writer.log(definition), 'a.1', [1, 10])
  await expect.poll(() => seen.length).toBe(10)

  cable.cut()
  await isAway(reader)
  await appendSteps(writer.log(definition), 'a.1', [11, 20])
  cable.mend()

  await expect.poll(() => seen).toEqual(upTo(20))
  await following
})

test('consumers and tails go on after a crash of the server', async () => {
  await using nats = await startNatsServer()
  await using mesh = await connectMesh({ url: nats.url, service: 'history' })
  const log = mesh.log(journal())
  const consumed: number[] = []
  const tailed: number[] = []
  await using _consumer = await log.consume({ consumer: 'history', kinds: ['step'] }, async (events) => {
    consumed.push(...events.map(({ number }) => number))
  })
  await using _tail = await log.tail(({ number }) => void tailed.push(number))
  await appendSteps(log, 'a.1', [1, 3])
  await expect.poll(() => [consumed.length, tailed.length]).toEqual([3, 3])

  await nats.kill()
  await isAway(mesh)
  await nats.start()
  await isBack(mesh)
  await appendSteps(log, 'a.1', [4, 6])

  // What was handled just before the crash may come again: the server need not have kept that it was.
  const distinct = () => [...new Set(consumed)].toSorted((a, b) => a - b)
  await expect.poll(distinct).toEqual(upTo(6))
  await expect.poll(() => tailed).toEqual(upTo(6))
})

test('queues and logs are made again on a server that lost its storage', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runhive-nats-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(dir, { recursive: true, force: true }))
  await using nats = await startNatsServer({ dir })
  await using mesh = await connectMesh({ url: nats.url, service: 'gateway' })
  const queue = mesh.queue(jobs())
  const log = mesh.log(journal())
  await queue.publish('a', { n: 1 })
  await appendSteps(log, 'a.1', [1, 1])
  await using _taken = await queue.take(soon())
  const waiting = queue.take(soon())

  await nats.kill()
  await rm(join(dir, 'jetstream'), { recursive: true, force: true })
  await isAway(mesh)
  await nats.start()
  await isBack(mesh)

  await appendSteps(log, 'a.1', [2, 2])
  await queue.publish('b', { n: 2 })
  await using delivery = await waiting
  expect(delivery.id).toBe('b')
  expect(await log.last('a.1')).toMatchObject({ number: 2 })
})
