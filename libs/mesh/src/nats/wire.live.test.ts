import { connect } from '@nats-io/transport-node'
import { contract } from '@runhive/contracts/define'
import { workQueue } from '@runhive/contracts/streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { soon, unique } from '../../testing/conformance/guarantee.ts'
import { appendSteps, journal } from '../../testing/conformance/journal.ts'
import { startNatsServer, type TestNatsServer } from '../../testing/nats-server.ts'
import { connectMesh } from './connect.ts'

let nats: TestNatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats[Symbol.asyncDispose]())

const open = (service: string) => connectMesh({ url: nats.url, service })

function jobs(settings: { leaseMs?: number; maxItems?: number } = {}) {
  const name = unique('JOBS')
  const base = {
    leaseMs: 5_000,
    maxItems: 100,
    maxBytes: 1024 * 1024,
    dedupeMs: 60_000,
    item: z.object({ n: z.int() }),
  }
  return workQueue({ ...base, name, subject: `${name.toLowerCase()}.items`, ...settings })
}

test('a worker that dies gives its item to another one when its lease lapses', async () => {
  await using mesh = await open('gateway')
  const definition = jobs({ leaseMs: 400 })
  await mesh.queue(definition).publish('a', { n: 1 })
  await expect(mesh.queue(definition).take(AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
  // Declares the consumer, then pulls by hand and dies with the item in its hands.
  await using first = await mesh.queue(definition).take(soon())
  await first[Symbol.asyncDispose]()
  const dying = await connect({ servers: nats.url })
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${definition.name}.workers`
  const held = await dying.request(subject, JSON.stringify({ batch: 1 }), { timeout: 30_000, noMux: true })
  expect(held.string()).toBe('{"n":1}')
  await dying.close()

  await using delivery = await mesh.queue(definition).take(soon())

  expect(delivery).toMatchObject({ id: 'a', attempt: 3 })
  await delivery.done()
})

test('services that start at once agree on every log, no matter which one creates it', async () => {
  await using opened = new AsyncDisposableStack()
  const meshes = await Promise.all(Array.from({ length: 8 }, (_, n) => open(`service${n}`)))
  for (const mesh of meshes) opened.use(mesh)
  const logs = Array.from({ length: 25 }, journal)
  for (const definition of logs) {
    const appending = meshes.map((mesh, i) =>
      mesh.log(definition).append('a.1', i + 1, { kind: 'step', text: `from ${i}` }),
    )
    await Promise.all(appending)
  }
})

test('services that start at once agree on a queue, and newer settings win', async () => {
  const definition = jobs({ maxItems: 1 })
  await using meshes = new AsyncDisposableStack()
  const all = await Promise.all(Array.from({ length: 6 }, () => open('gateway')))
  for (const mesh of all) meshes.use(mesh)

  const results = await Promise.allSettled(
    all.map((mesh, n) => mesh.queue(definition).publish(`item-${n}`, { n })),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)

  await using newer = await open('gateway')
  const wider = newer.queue({ ...definition, maxItems: 2 })
  await expect(wider.publish('next', { n: 7 })).resolves.toEqual({ duplicate: false })
  await expect(wider.depth()).resolves.toBe(2)
})

test('a queue that was bounded in items only is bounded in bytes too by who starts next, and keeps what it has', async () => {
  const definition = jobs()
  await using mesh = await open('gateway')
  await mesh.queue(definition).publish('a', { n: 1 })
  const raw = await connect({ servers: nats.url })
  const api = async (verb: string, body: object = {}) =>
    (await raw.request(`$JS.API.STREAM.${verb}.${definition.name}`, JSON.stringify(body))).json<{
      config: { max_bytes: number }
      error?: unknown
    }>()
  // As those of before have made it.
  const { config } = await api('INFO')
  expect(await api('UPDATE', { ...config, max_bytes: -1 })).not.toHaveProperty('error')

  await using newer = await open('gateway')
  const smaller = newer.queue({ ...definition, maxBytes: 20 })
  await newer.prepare([{ ...definition, maxBytes: 20 }])

  expect((await api('INFO')).config.max_bytes).toBe(20)
  await expect(smaller.publish('b', { n: 2 })).rejects.toMatchObject({ code: 'OVERLOADED' })
  await expect(smaller.depth()).resolves.toBe(1)
  await raw.close()
})

test('a call without our headers is answered: a person with the nats tool may ask', async () => {
  await using mesh = await open('greeter')
  const greeter = contract(unique('greeter'), {
    greet: { input: z.object({}), output: z.object({ left: z.number() }), refusals: {}, timeoutMs: 1_000 },
  })
  await mesh.serve(greeter, { greet: async (_input, call) => ({ left: call.remainingMs() }) })
  const raw = await connect({ servers: nats.url })

  const reply = await raw.request(`${greeter.name}.greet`, '{}', { timeout: 30_000 })

  expect(reply.headers?.get('Mesh-Code')).toBe('OK')
  expect(reply.json<{ left: number }>().left).toBeLessThanOrEqual(1_000)
  await raw.close()
})

test('an input too large for one message is BAD_INPUT, an output too large INTERNAL', async () => {
  await using mesh = await open('greeter')
  const greeter = contract(unique('greeter'), {
    greet: { input: z.string(), output: z.string(), refusals: {}, timeoutMs: 5_000 },
  })
  await mesh.serve(greeter, { greet: async (text) => text.repeat(20) })
  const { greet } = mesh.connect(greeter)
  const MiB = 1024 * 1024

  await expect(greet('x'.repeat(17 * MiB))).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(greet('x'.repeat(MiB))).rejects.toMatchObject({ code: 'INTERNAL' })
  await expect(greet('x')).resolves.toBe('x'.repeat(20))
})

test('a follower that missed a live event reads it from the store', async () => {
  await using mesh = await open('gateway')
  await using writer = await open('executor')
  const definition = journal()
  await appendSteps(writer.log(definition), 'a.1', [1, 2])
  // Promised to be fresh, and is not: the first live event shows the gap.
  const events = mesh.log(definition).follow('a.1', { fresh: true, signal: soon() })
  const seen: number[] = []
  const reading = (async () => {
    for await (const { number } of events) if (seen.push(number) === 3) break
  })()

  await mesh.ping()
  await appendSteps(writer.log(definition), 'a.1', [3, 3])
  await reading

  expect(seen).toEqual([1, 2, 3])
})

test('a follower is told when events it was promised are no longer kept', async () => {
  await using mesh = await open('gateway')
  const log = mesh.log(journal())
  await appendSteps(log, 'a.1', [5, 6])
  const events = log.follow('a.1', { signal: soon() })

  await expect(async () => {
    for await (const _ of events);
  }).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('event 1 is not kept') })
})

test('events that were dropped for want of room are told as a gap, and the rest follows', async () => {
  await using mesh = await open('gateway')
  const log = mesh.log({ ...journal(), maxBytes: 64 * 1024 })
  const text = 'x'.repeat(1_024)
  for (let number = 1; number <= 200; number += 1) await log.append('a.1', number, { kind: 'step', text })
  const seen: number[] = []
  const gaps: Array<{ from: number; to: number }> = []
  for await (const entry of log.follow('a.1', { gaps: 'report', signal: soon() })) {
    if ('gap' in entry) gaps.push(entry.gap)
    else seen.push(entry.number)
    if (entry.number === 200) break
  }

  const [gap] = gaps
  expect(gaps).toEqual([{ from: 1, to: expect.any(Number) }])
  expect(gap?.to).toBeGreaterThan(100)
  expect(seen).toEqual(Array.from({ length: 200 - (gap?.to ?? 0) }, (_, i) => (gap?.to ?? 0) + 1 + i))
})

test('no server at the url is UNAVAILABLE with the place', async () => {
  await expect(connectMesh({ url: 'nats://127.0.0.1:1', service: 'lost' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('127.0.0.1:1'),
  })
})
