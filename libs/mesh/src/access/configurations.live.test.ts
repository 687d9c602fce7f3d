import { connect, type NatsConnection } from '@nats-io/transport-node'
import { contract } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { executionEvents, executionQueue } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import { consumptions, type Role, roles } from '@runhive/contracts/roles'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { soon } from '../../testing/conformance/guarantee.ts'
import { startNatsServer, type TestNatsServer } from '../../testing/nats-server.ts'
import type { Mesh } from '../mesh.ts'
import { connectMesh } from '../nats/connect.ts'
import { servicePermissions } from './permissions.ts'

/**
 * What a client with a service's login can make the server do, by anything in the body of a request or as the
 * subject of its answer: a permission covers only the subject that a request goes to. Attacks are judged by what they
 * did, and not by what was said to them.
 */
type Login = keyof typeof roles
const intruders = (Object.keys(roles) as Login[]).filter((name) => name !== 'gateway')
const SECRET = 'what a stranger printed'
const STRANGER = 'stranger.018f0000-0000-7000-8000-000000000001'
const streams = roles.gateway.ownsStreams.map(({ name }) => name)
const consumers = [
  ...['workers', 'workers_medium', 'spy'].map((name) => ['EXECUTIONS', name] as const),
  ...['auth', 'records', 'history', 'webhooks', 'requests'].map(
    (name) => ['EXECUTION_EVENTS', `${name}_finished`] as const,
  ),
  ...streams.map((stream) => [stream, 'spy'] as const),
]

let nats: TestNatsServer
let gateway: Mesh
let operator: NatsConnection
beforeAll(async () => {
  const users = Object.entries(roles).map(([name, role]: [string, Role]) => {
    return { name, password: 'pw', permissions: servicePermissions(name, role) }
  })
  nats = await startNatsServer({ users: [...users, { name: 'operator', password: 'pw' }] })
  gateway = await open('gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  operator = await raw('operator')
  const log = gateway.log(executionEvents)
  await log.append(STRANGER, 1, { kind: 'output', stream: 'stdout', text: SECRET })
  await log.append(STRANGER, 2, { kind: 'finished', result })
})
afterAll(async () => {
  await operator.close()
  await gateway[Symbol.asyncDispose]()
  await nats[Symbol.asyncDispose]()
})

const open = (service: Login) =>
  connectMesh({ url: nats.url.replace('//', `//${service}:pw@`), service, role: roles[service] })
const raw = (user: string) => connect({ servers: nats.url, user, pass: 'pw', inboxPrefix: `_INBOX_${user}` })
const ask = async <T>(verb: string, body?: unknown) => {
  const text = body === undefined ? '' : JSON.stringify(body)
  return (await operator.request(`$JS.API.${verb}`, text, { timeout: 10_000 })).json<T>()
}
const stored = async (stream: string) =>
  (
    await ask<{ state: { subjects?: Record<string, number> } }>(`STREAM.INFO.${stream}`, {
      subjects_filter: '>',
    })
  ).state.subjects ?? {}

const result: ExecutionResult = {
  id: STRANGER.slice(9),
  language: 'python',
  runtime: 'python-3.13',
  status: 'succeeded',
  message: 'It ended.',
  timings: { queuedMs: 0, cellMs: 0, compileMs: 0, runMs: 0, totalMs: 0 },
  metadata: {},
  stored: true,
  createdAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:00Z',
}

/** Every stream and consumer with its settings. */
async function settings(): Promise<unknown> {
  const found = streams.map(async (name) => {
    const { config } = await ask<{ config: unknown }>(`STREAM.INFO.${name}`)
    const listed = await ask<{ consumers: { config: { durable_name?: string } }[] }>(`CONSUMER.LIST.${name}`)
    // Those of followers come and go.
    const durables = listed.consumers.map((consumer) => consumer.config).filter((c) => c.durable_name)
    return { config, durables: durables.map((one) => JSON.stringify(one)).sort() }
  })
  return await Promise.all(found)
}

function configurations(login: Login, stream: string, consumer: string): object[] {
  const pull = { durable_name: consumer, ack_policy: 'explicit', deliver_policy: 'all' }
  return [
    { ...pull, deliver_subject: 'executions.queue' },
    { ...pull, deliver_subject: `_INBOX_${login}.all`, filter_subject: 'executions.>' },
    { ...pull, filter_subjects: ['executions.events.>', 'executions.requests.>'] },
    { ...pull, headers_only: true, sample_freq: '100%', max_deliver: 1 },
    {
      ...pull,
      durable_name: undefined,
      name: consumer,
      deliver_subject: 'executions.queue',
      ack_policy: 'none',
    },
  ].map((config) => ({ stream_name: stream, config }))
}

test.each(intruders)('no body of %s makes or changes a stream or a consumer', async (login) => {
  const before = await settings()
  const nc = await raw(login)
  for (const [stream, consumer] of consumers) {
    nc.publish(`$JS.API.CONSUMER.DELETE.${stream}.${consumer}`, '')
    for (const body of configurations(login, stream, consumer)) {
      for (const verb of ['DURABLE.CREATE', 'CREATE'])
        nc.publish(`$JS.API.CONSUMER.${verb}.${stream}.${consumer}`, JSON.stringify(body))
      nc.publish(`$JS.API.CONSUMER.CREATE.${stream}.${consumer}.executions.events.>`, JSON.stringify(body))
      nc.publish(`$JS.API.CONSUMER.CREATE.${stream}`, JSON.stringify(body))
    }
  }
  for (const name of streams) {
    const { config } = await ask<{ config: object }>(`STREAM.INFO.${name}`)
    for (const change of [
      { republish: { src: '>', dest: `_INBOX_${login}.all` } },
      { sources: [{ name: 'EXECUTION_EVENTS' }] },
      { mirror: { name: 'EXECUTION_EVENTS' } },
      { subjects: ['auth.>', 'executions.>'] },
      { allow_direct: true, sealed: false, max_msgs: 1 },
    ])
      for (const verb of ['UPDATE', 'CREATE'])
        nc.publish(`$JS.API.STREAM.${verb}.${name}`, JSON.stringify({ ...config, ...change }))
    for (const verb of ['DELETE', 'SNAPSHOT', 'RESTORE']) nc.publish(`$JS.API.STREAM.${verb}.${name}`, '')
  }
  await nc.flush()
  await nc.close()
  expect(await settings()).toEqual(before)
  expect(await stored('EXECUTIONS')).toEqual({})
})

test('an executor finds nothing of what others’ executions said, nor their names', async () => {
  const nc = await raw('executor')
  const heard: string[] = []
  nc.subscribe('_INBOX_executor.>', { callback: (_error, message) => void heard.push(message.string()) })
  const tell = (verb: string, body?: object) =>
    nc.publish(`$JS.API.${verb}`, body ? JSON.stringify(body) : '', { reply: '_INBOX_executor.answer' })
  const [account] = STRANGER.split('.')
  for (const name of streams) {
    for (const seq of [1, 2, 3]) tell(`STREAM.MSG.GET.${name}`, { seq })
    for (const subject of ['>', 'executions.events.*.*.finished'])
      for (const which of [{ last_by_subj: subject }, { seq: 1, next_by_subj: subject }])
        tell(`STREAM.MSG.GET.${name}`, which)
    tell(`STREAM.INFO.${name}`, { subjects_filter: '>' })
    for (const verb of ['LIST', 'NAMES']) tell(`CONSUMER.${verb}.${name}`)
    tell(`DIRECT.GET.${name}`, { seq: 1 })
  }
  for (const [stream, consumer] of consumers) {
    tell(`CONSUMER.INFO.${stream}.${consumer}`)
    tell(`CONSUMER.MSG.NEXT.${stream}.${consumer}`, { batch: 10, no_wait: true })
  }
  for (const subject of ['$JS.EVENT.>', '$SYS.>', 'executions.events.>', '>', '$JS.ACK.>', '*.*.>'])
    nc.subscribe(subject, { callback: (_error, message) => message && void heard.push(message.subject) })
  await nc.flush()
  await gateway.log(executionEvents).append(STRANGER, 3, { kind: 'finished', result })
  await nc.flush()
  await nc.close()
  // It was answered: for a start about the consumers that it takes by.
  expect(heard.join()).toContain('workers')
  for (const secret of [SECRET, Buffer.from(SECRET).toString('base64').slice(0, 20), account, result.id])
    expect(heard.join()).not.toContain(secret)
})

test.each(intruders)(
  'answers that %s has sent into the queue do not stay there',
  async (login) => {
    const nc = await raw(login)
    const text = (body?: object) => (body ? JSON.stringify(body) : '')
    const into = (verb: string, body?: object) =>
      nc.publish(`$JS.API.${verb}`, text(body), { reply: 'executions.queue' })
    for (const name of streams) {
      into(`STREAM.MSG.GET.${name}`, { seq: 1 })
      into(`STREAM.INFO.${name}`)
    }
    for (const [stream, consumer] of consumers) {
      into(`CONSUMER.MSG.NEXT.${stream}.${consumer}`, { batch: 10, no_wait: true })
      into(`CONSUMER.INFO.${stream}.${consumer}`)
    }
    await nc.flush()
    await nc.close()

    await gateway.queue(executionQueue).publish(`real for ${login}`, {} as never)
    await using executor = await open('executor')
    const stop = new AbortController()
    const done: string[] = []
    const working = (async () => {
      for (;;) {
        // An item that cannot be read is ended by the worker that takes it.
        await using delivery = await executor.queue(executionQueue).take(stop.signal)
        await delivery.done()
        done.push(delivery.id)
      }
    })().catch(() => undefined)
    await expect.poll(() => done, { timeout: 15_000 }).toContain(`real for ${login}`)
    await expect.poll(() => stored('EXECUTIONS'), { timeout: 40_000 }).toEqual({})
    stop.abort()
    await working
  },
  60_000,
)

test('a service answers nobody who would have its answer purge a stream', async () => {
  await using historyMesh = await open('history')
  let asked = 0
  const { removeAccount } = history.procedures
  await historyMesh.serve(contract('history', { removeAccount }), {
    removeAccount: async () => {
      asked += 1
      return {} as never
    },
  })
  const before = await stored('EXECUTION_EVENTS')
  const auth = await raw('auth')
  const reply = '$JS.API.STREAM.PURGE.EXECUTION_EVENTS'
  auth.publish('history.removeAccount', '{"accountId":"ada"}', { reply })
  auth.publish('history.removeAccount', '', { reply })
  await auth.flush()
  const answer = await auth.request('history.removeAccount', '{"accountId":"ada"}', { timeout: 10_000 })
  await auth.close()
  expect(answer.headers?.get('Mesh-Version')).toBe('1')
  expect(asked).toBeLessThanOrEqual(1)
  expect(await stored('EXECUTION_EVENTS')).toEqual(before)
  expect(Object.keys(before)).toContain(`executions.events.${STRANGER}.finished`)
})

test('a watcher is not told the end of another execution, nor stopped by what is no event', async () => {
  const other = 'other.018f0000-0000-7000-8000-000000000002'
  const log = gateway.log(executionEvents)
  await log.append(other, 1, { kind: 'queued', position: 0 })
  const seen: number[] = []
  const watching = (async () => {
    for await (const { number } of log.follow(other, { signal: soon() })) if (seen.push(number) === 2) break
  })()
  await expect.poll(() => seen).toEqual([1])
  const ended = log.waitFor(other, 'finished', { fresh: true, signal: soon() })

  const auth = await raw('auth')
  const next = '$JS.API.CONSUMER.MSG.NEXT.EXECUTION_EVENTS.auth_finished'
  auth.publish(next, '{"batch":1}', { reply: `executions.events.${other}.finished` })
  await auth.flush()
  await auth.close()
  operator.publish(`executions.events.${other}.finished`, '{"kind":"finished"}')
  await operator.flush()
  await expect(log.last(other)).resolves.toMatchObject({ number: 1 })
  await log.append(other, 2, { kind: 'finished', result: { ...result, message: 'Its own end.' } })

  await watching
  expect(seen).toEqual([1, 2])
  await expect(ended).resolves.toMatchObject({ event: { result: { message: 'Its own end.' } } })
  await expect(log.newest(other)).resolves.toMatchObject({ number: 2 })
})
