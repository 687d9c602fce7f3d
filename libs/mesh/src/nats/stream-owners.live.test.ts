import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { executionEvents, executionQueue, executionRequests } from '@runhive/contracts/execution-streams'
import { AskedRequest } from '@runhive/contracts/request'
import { consumptions, type Role, recording, roles } from '@runhive/contracts/roles'
import { expect, test } from 'vitest'
import { soon } from '../../testing/conformance/guarantee.ts'
import { startNatsServer, type TestNatsServer } from '../../testing/nats-server.ts'
import { servicePermissions } from '../access/permissions.ts'
import { connectMesh } from './connect.ts'

const users = [
  ...Object.entries(roles).map(([name, role]: [string, Role]) => {
    return { name, password: 'pw', permissions: servicePermissions(name, role) }
  }),
  { name: 'operator', password: 'pw' },
]
const open = (server: TestNatsServer, service: keyof typeof roles) =>
  connectMesh({ url: server.url.replace('//', `//${service}:pw@`), service, role: roles[service] })
const raw = (server: TestNatsServer, user: string) =>
  connect({ servers: server.url, user, pass: 'pw', inboxPrefix: `_INBOX_${user}` })
const ask = async <T>(nc: NatsConnection, verb: string, body?: unknown) =>
  (
    await nc.request(`$JS.API.${verb}`, body === undefined ? '' : JSON.stringify(body), { timeout: 30_000 })
  ).json<T>()
const result: ExecutionResult = {
  ...{ id: '018f0000-0000-7000-8000-000000000001', language: 'python', runtime: 'python-3.13' },
  ...{ status: 'succeeded', message: 'It ended.', metadata: {}, stored: true },
  timings: { queuedMs: 0, cellMs: 0, compileMs: 0, runMs: 0, totalMs: 0 },
  ...{ createdAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' },
}
const take = (mesh: Awaited<ReturnType<typeof open>>) => mesh.queue(executionQueue).take(soon())

test('a service that may not create streams starts without them, and works as soon as their owner has created them', async () => {
  await using server = await startNatsServer({ users })
  await using history = await open(server, 'history')
  const recorded: string[] = []
  await history.log(executionEvents).consume({ consumer: 'records', kinds: ['finished'] }, async (events) => {
    recorded.push(...events.map(({ key }) => key))
  })

  await using gateway = await open(server, 'gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  await gateway.log(executionEvents).append('ada.one', 1, { kind: 'finished', result })
  await expect.poll(() => recorded, { timeout: 10_000 }).toEqual(['ada.one'])
})

test('a consumer that an older owner does not know misses nothing that is still kept', async () => {
  await using server = await startNatsServer({ users })
  await using history = await open(server, 'history')
  await using older = await open(server, 'gateway')
  await older.prepare(roles.gateway.ownsStreams, [])
  await older.log(executionEvents).append('ada.one', 1, { kind: 'finished', result })
  const recorded: string[] = []
  await history.log(executionEvents).consume({ consumer: 'records', kinds: ['finished'] }, async (events) => {
    recorded.push(...events.map(({ key }) => key))
  })
  await using newer = await open(server, 'gateway')
  await newer.prepare(roles.gateway.ownsStreams, consumptions)
  await expect.poll(() => recorded, { timeout: 10_000 }).toEqual(['ada.one'])
})

test('until an older owner has been replaced, events come by the consumers that it knows, and then by the new one alone', async () => {
  await using server = await startNatsServer({ users })
  await using older = await open(server, 'gateway')
  const finished = { log: executionEvents, kinds: ['finished'] }
  await older.prepare(roles.gateway.ownsStreams, [{ ...finished, consumer: 'history' }])
  await using history = await open(server, 'history')
  const recorded: string[] = []
  await history.log(executionEvents).consume(recording, async (events) => {
    recorded.push(...events.map(({ key }) => key))
  })
  await older.log(executionEvents).append('ada.one', 1, { kind: 'finished', result })
  await expect.poll(() => recorded, { timeout: 10_000 }).toEqual(['ada.one'])

  await using newer = await open(server, 'gateway')
  await newer.prepare(roles.gateway.ownsStreams, consumptions)
  // It begins with everything that is kept.
  await expect.poll(() => recorded, { timeout: 10_000 }).toEqual(['ada.one', 'ada.one'])
  const operator = await raw(server, 'operator')
  const pulls = async () =>
    (await ask<{ num_waiting: number }>(operator, 'CONSUMER.INFO.EXECUTION_EVENTS.history_finished'))
      .num_waiting
  await expect.poll(pulls, { timeout: 15_000 }).toBe(0)
  await newer.log(executionEvents).append('ada.two', 1, { kind: 'finished', result })
  await expect.poll(() => recorded, { timeout: 10_000 }).toContain('ada.two')
  expect(recorded.filter((key) => key === 'ada.two')).toHaveLength(1)
  await operator.close()
}, 60_000)

test('a service that may not change a stream takes it as it is', async () => {
  await using server = await startNatsServer({ users })
  await using gateway = await open(server, 'gateway')
  await gateway.prepare([{ ...executionQueue, maxItems: 77 }])
  await using executor = await open(server, 'executor')
  const taking = take(executor).then((delivery) => delivery[Symbol.asyncDispose](), String)
  const operator = await raw(server, 'operator')
  await expect
    .poll(() => ask<{ consumers?: string[] }>(operator, `CONSUMER.NAMES.${executionQueue.name}`))
    .toMatchObject({ consumers: expect.arrayContaining(['workers']) })
  const { config } = await ask<{ config: { max_msgs: number } }>(
    operator,
    `STREAM.INFO.${executionQueue.name}`,
  )
  expect(config.max_msgs).toBe(77)
  await operator.close()
  await executor[Symbol.asyncDispose]()
  await taking
})

test('a server that lost its storage gets every stream again as soon as it is back', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runhive-owners-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(dir, { recursive: true, force: true }))
  await using server = await startNatsServer({ users, dir })
  await using gateway = await open(server, 'gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  await server.kill()
  await rm(join(dir, 'jetstream'), { recursive: true })
  await server.start()

  const operator = await raw(server, 'operator')
  await expect
    .poll(() =>
      ask<{ streams: string[] | null }>(operator, 'STREAM.NAMES').then(({ streams }) => streams?.sort()),
    )
    .toEqual(roles.gateway.ownsStreams.map(({ name }) => name).sort())
  await operator.close()
})

test('a login that may change a stream can read what was never meant for it: so an executor may not', async () => {
  await using server = await startNatsServer({ users })
  await using gateway = await open(server, 'gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  const operator = await raw(server, 'operator')
  const { config } = await ask<{ config: { name: string; subjects: string[] } }>(
    operator,
    'STREAM.INFO.EXECUTION_CONTROL',
  )
  const wider = { ...config, subjects: [...config.subjects, 'auth.admit'] }
  const intruder = await raw(server, 'executor')

  await expect(ask(intruder, 'STREAM.UPDATE.EXECUTION_CONTROL', wider)).rejects.toThrow()
  await expect(ask(intruder, 'STREAM.CREATE.EXECUTION_CONTROL', wider)).rejects.toThrow()
  operator.publish('auth.admit', 'a credential')
  await operator.flush()
  const found = await ask(intruder, 'STREAM.MSG.GET.EXECUTION_CONTROL', { last_by_subj: 'auth.admit' })
  expect(found).toMatchObject({ error: { code: 404 } })

  // The same by a login that may: this is what the rule is for.
  await ask(operator, 'STREAM.UPDATE.EXECUTION_CONTROL', wider)
  operator.publish('auth.admit', 'a credential')
  await operator.flush()
  await expect
    .poll(() => ask(intruder, 'STREAM.MSG.GET.EXECUTION_CONTROL', { last_by_subj: 'auth.admit' }))
    .toMatchObject({ message: { data: Buffer.from('a credential').toString('base64') } })
  await Promise.all([operator.close(), intruder.close()])
})

test('auth cannot reach requests: it cannot even have them copied into the stream that it reads', async () => {
  await using server = await startNatsServer({ users })
  await using gateway = await open(server, 'gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  await gateway
    .log(executionRequests)
    .append('ada.one', 1, { kind: 'asked', request: AskedRequest.parse({ language: 'c', source: 'secret' }) })
  const operator = await raw(server, 'operator')
  const { config } = await ask<{ config: { name: string } }>(operator, 'STREAM.INFO.REVOCATIONS')
  const wider = { ...config, sources: [{ name: 'EXECUTION_REQUESTS' }] }
  const found = { last_by_subj: 'executions.requests.ada.one.asked' }
  const intruder = await raw(server, 'auth')

  await expect(ask(intruder, 'STREAM.MSG.GET.EXECUTION_REQUESTS', found)).rejects.toThrow()
  await expect(ask(intruder, 'STREAM.UPDATE.REVOCATIONS', wider)).rejects.toThrow()
  expect(await ask(intruder, 'STREAM.MSG.GET.REVOCATIONS', found)).toMatchObject({ error: { code: 404 } })

  // The same by a login that may: this is what the rule is for.
  await ask(operator, 'STREAM.UPDATE.REVOCATIONS', wider)
  await expect
    .poll(() => ask(intruder, 'STREAM.MSG.GET.REVOCATIONS', found))
    .toMatchObject({ message: { data: expect.any(String) } })
  await Promise.all([operator.close(), intruder.close()])
})
