import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workQueue } from '@runhive/contracts/streams'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { soon, unique } from '../../../testing/conformance/guarantee.ts'
import { journal } from '../../../testing/conformance/journal.ts'
import { findOnDisk } from '../../../testing/find-on-disk.ts'
import { startNatsServer, type TestNatsServer } from '../../../testing/nats-server.ts'
import { servicePermissions } from '../../access/permissions.ts'
import type { Mesh } from '../../mesh.ts'
import { connectMesh } from '../connect.ts'

const texts = () => z.object({ text: z.string() })
const jobs = () => {
  const name = unique('JOBS')
  const bounds = { maxItems: 1_000, maxBytes: 64 * 1024 * 1024, leaseMs: 60_000, dedupeMs: 60_000 }
  return workQueue({ name, subject: `${name.toLowerCase()}.items`, item: texts(), ...bounds })
}

let dir: string
let nats: TestNatsServer
let mesh: Mesh
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runhive-nats-'))
  nats = await startNatsServer({ dir })
  mesh = await connectMesh({ url: nats.url, service: 'gateway' })
})
afterAll(async () => {
  await mesh[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
  await rm(dir, { recursive: true, force: true })
})

const secret = () => randomUUID().replaceAll('-', '')
const whereIs = (...secrets: string[]) => findOnDisk([dir], secrets)
/** Others lie around it in the same file, before and behind. */
const large = (text: string) => `${'a'.repeat(100_000)}${text}${'b'.repeat(100_000)}`

test('what is erased of a log is nowhere in the files of the server, what is beside it is', async () => {
  const log = mesh.log(journal())
  const [before, first, second, behind] = [secret(), secret(), secret(), secret()]
  await log.append('a.1', 1, { kind: 'step', text: before })
  await log.append('a.2', 1, { kind: 'step', text: first })
  await log.append('a.2', 2, { kind: 'step', text: large(second) })
  for (let number = 3; number <= 600; number += 1) void log.append('a.2', number, { kind: 'end' })
  await log.append('a.3', 1, { kind: 'step', text: behind })
  // It is looked for in the right place.
  expect(await whereIs(first, second)).toHaveLength(2)

  await log.erase('a.2')

  expect(await whereIs(first, second)).toEqual([])
  expect(await whereIs(before, behind)).toHaveLength(2)
  await expect(log.last('a.2')).resolves.toBeUndefined()
  await log.eraseUnder('a')
  expect(await whereIs(before, behind)).toEqual([])
  expect(await log.stored()).toEqual([])
})

test('what must be handled before it is erased is waited for, by every consumer, and nothing else is', async () => {
  const log = mesh.log(journal())
  const gate = Promise.withResolvers<void>()
  const handled: string[] = []
  await using _quick = await log.consume({ consumer: 'quick', kinds: ['end'] }, async (events) => {
    handled.push(...events.map(({ key }) => `quick ${key}`))
  })
  await using _slow = await log.consume({ consumer: 'slow', kinds: ['end'] }, async (events) => {
    await gate.promise
    handled.push(...events.map(({ key }) => `slow ${key}`))
  })
  await log.append('a.1', 1, { kind: 'end' })
  const waiting = (consumers: string[], key = 'a.1') => log.untilConsumed(key, { kind: 'end', consumers })
  await waiting(['quick'])
  await waiting(['quick', 'slow'], 'a.2')
  expect(handled).toEqual(['quick a.1'])
  const both = waiting(['quick', 'slow']).then(() => handled.push('both'))
  gate.resolve()
  await both
  expect(handled).toEqual(['quick a.1', 'slow a.1', 'both'])
})

test('several who erase the same at once all succeed, and so does who erases what is not there', async () => {
  const log = mesh.log(journal())
  await expect(log.erase('a.1')).resolves.toBeUndefined()
  const text = secret()
  for (let number = 1; number <= 50; number += 1) await log.append('a.1', number, { kind: 'step', text })
  await Promise.all([log.erase('a.1'), log.erase('a.1'), log.eraseUnder('a')])
  expect(await whereIs(text)).toEqual([])
})

test('an item that is done and erased is nowhere, is not delivered again, and holds up nobody', async () => {
  const queue = mesh.queue(jobs())
  const [before, hidden, behind] = [secret(), secret(), secret()]
  for (const text of [before, large(hidden), behind]) await queue.publish(text.slice(0, 40), { text })
  const deliveries = [await queue.take(soon()), await queue.take(soon()), await queue.take(soon())]
  const held = deliveries.find(({ item }) => item?.text.includes(hidden))
  expect(await whereIs(hidden)).toHaveLength(1)

  await held?.done({ erase: true })

  expect(await whereIs(hidden)).toEqual([])
  expect(await whereIs(before, behind)).toHaveLength(2)
  expect(await queue.depth()).toBe(2)
  for (const other of deliveries) await other.done()
  expect(await queue.depth()).toBe(0)
  await queue.publish('next', { text: 'next' })
  await using next = await queue.take(soon())
  expect(next).toMatchObject({ id: 'next', attempt: 1 })
  await next.done()
})

test('a server that is killed afterwards has lost nothing else, and finds nothing of it', async () => {
  const definition = journal()
  const log = mesh.log(definition)
  const [kept, hidden] = [secret(), secret()]
  await log.append('a.1', 1, { kind: 'step', text: kept })
  await log.append('a.2', 1, { kind: 'step', text: hidden })
  await log.append('a.1', 2, { kind: 'end' })
  await log.erase('a.2')
  await nats.kill()
  await nats.start()
  await expect.poll(() => mesh.ping().catch(() => -1)).toBeGreaterThanOrEqual(0)
  expect((await log.stored()).map(({ key, number }) => [key, number])).toEqual([
    ['a.1', 1],
    ['a.1', 2],
  ])
  expect(await whereIs(hidden)).toEqual([])
  expect(await whereIs(kept)).toHaveLength(1)
})

test('with a login that may not erase an item is done all the same, and who ends it hears of the rest', async () => {
  const definition = jobs()
  const roles = {
    owner: { publishes: [definition], ownsStreams: [definition] },
    worker: { takes: [definition] },
  }
  const users = Object.entries(roles).map(([name, role]) => {
    return { name, password: 'pw', permissions: servicePermissions(name, role) }
  })
  await using strict = await startNatsServer({ users })
  const open = (service: keyof typeof roles) =>
    connectMesh({ url: strict.url.replace('//', `//${service}:pw@`), service, role: roles[service] })
  await using owner = await open('owner')
  await owner.prepare([definition], [])
  await using worker = await open('worker')
  await owner.queue(definition).publish('one', { text: 'one' })
  const delivery = await worker.queue(definition).take(soon())
  await expect(delivery.done({ erase: true })).rejects.toMatchObject({ code: 'INTERNAL' })
  await expect(owner.queue(definition).depth()).resolves.toBe(0)
})
