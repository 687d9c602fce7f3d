import { connect } from '@nats-io/transport-node'
import type { Principal } from '@runhive/contracts/admission'
import { auth } from '@runhive/contracts/auth'
import { contact } from '@runhive/contracts/contact'
import { contract } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionCancellations,
  executionErasures,
  executionEvents,
  executionQueue,
  executionRequests,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import { executor } from '@runhive/contracts/executor'
import { gateway as gatewayContract } from '@runhive/contracts/gateway'
import { history } from '@runhive/contracts/history'
import { ExecutionRequest } from '@runhive/contracts/request'
import { consumptions, type Role, roles } from '@runhive/contracts/roles'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { soon } from '../../testing/conformance/guarantee.ts'
import { journal } from '../../testing/conformance/journal.ts'
import { laned } from '../../testing/conformance/lanes.ts'
import { startNatsServer, type TestNatsServer } from '../../testing/nats-server.ts'
import type { Mesh } from '../mesh.ts'
import { connectMesh } from '../nats/connect.ts'
import { servicePermissions } from './permissions.ts'

/** What no service uses yet, or not all of it: lanes and addresses. */
const program = contract('program', {
  write: { input: z.object({}), output: z.object({}), refusals: {}, timeoutMs: 5_000 },
})
const lanes = { ...laned(), name: 'PROGRAMS', subject: 'programs.queue' }
const notes = { ...journal(), name: 'NOTES', prefix: 'programs.notes' }
const others = {
  asker: {
    ...{ callsAt: [program], publishes: [lanes], appends: [notes], looksUp: [notes], forgets: [notes] },
    ownsStreams: [lanes, notes],
  },
  runner: { servesAt: [program], takes: [lanes] },
} satisfies Readonly<Record<string, Role>>
const everyone = { ...roles, ...others }

let nats: TestNatsServer
beforeAll(async () => {
  const users = Object.entries(everyone).map(([name, role]: [string, Role]) => ({
    name,
    password: `secret of ${name}`,
    permissions: servicePermissions(name, role),
  }))
  nats = await startNatsServer({ users })
})
afterAll(() => nats[Symbol.asyncDispose]())

function open(name: keyof typeof everyone): Promise<Mesh> {
  const login = `${name}:${encodeURIComponent(`secret of ${name}`)}`
  return connectMesh({ url: nats.url.replace('//', `//${login}@`), service: name, role: everyone[name] })
}
/** A login used by somebody who does not keep to our code. */
const intrude = (name: keyof typeof everyone) =>
  connect({ servers: nats.url, user: name, pass: `secret of ${name}`, inboxPrefix: `_INBOX_${name}` })

const principal: Principal = {
  accountId: 'acc',
  credential: { kind: 'key', id: 'k' },
  role: 'user',
  scopes: ['executions'],
}
const credentials = { credential: { kind: 'key', token: 't' }, procedure: 'executions.run' } as const
const id = '018f0000-0000-7000-8000-000000000001'
const limits = { wallMs: 1, cpuMs: 1, memoryBytes: 1, outputBytes: 1, processes: 1 }
const item: WorkItem = {
  id,
  accountId: 'acc',
  acceptedAt: '2026-01-01T00:00:00Z',
  runtime: 'python-3.13',
  request: ExecutionRequest.parse({ language: 'python', source: '1' }),
  limits,
  compileLimits: limits,
}
const result: ExecutionResult = {
  id,
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
const key = eventKey('acc', id)

// What is permitted does not depend on how much of its contract a service answers.
test('every role can do its work with its own login', async () => {
  await using gateway = await open('gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  await using authMesh = await open('auth')
  await using executorMesh = await open('executor')
  await using historyMesh = await open('history')
  await using contactMesh = await open('contact')
  const contactReply = { id, receivedAt: '2026-01-01T00:00:00Z' }
  await gateway.serve(gatewayContract, {
    progress: async () => ({ newest: 1, finished: false }),
    accepted: async ({ keys }) => ({ accepted: keys, finished: [] }),
    run: async () => result,
  })
  await authMesh.serve(contract('auth', { admit: auth.procedures.admit }), { admit: async () => principal })
  await executorMesh.serve(executor, { catalogue: async () => ({ runtimes: [] }) })
  await contactMesh.serve(contract('contact', { send: contact.procedures.send }), {
    send: async () => contactReply,
  })
  const list = async () => ({ executions: [] })
  await historyMesh.serve(
    contract('history', { list: history.procedures.list, get: history.procedures.get }),
    {
      list,
      get: (_input, call) => Promise.reject(call.refusal('NOT_FOUND', {})),
    },
  )
  const recorded: number[] = []
  await historyMesh
    .log(executionEvents)
    .consume({ consumer: 'records', kinds: ['finished'] }, async (events) => {
      recorded.push(...events.map(({ number }) => number))
    })
  const cancelled: string[] = []
  await executorMesh.log(executionCancellations).tail((event) => void cancelled.push(event.key))

  await expect(gateway.connect(auth).admit(credentials)).resolves.toEqual(principal)
  await expect(gateway.connect(executor).catalogue({})).resolves.toEqual({ runtimes: [] })
  const message = { name: 'Ann', email: 'ann@example.org', message: 'hi' }
  await expect(gateway.connect(contact).send(message)).resolves.toEqual(contactReply)
  await expect(gateway.connect(history).get({ accountId: 'acc', id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const expected = ['auth', 'contact', 'executor', 'gateway', 'history']
  const services = (await gateway.discover({ expected })).map(({ service }) => service)
  expect(services.sort()).toEqual(expected)

  // Each service may call one procedure of gateways at most.
  await expect(authMesh.connect(gatewayContract).accepted({ keys: [key] })).resolves.toEqual({
    accepted: [key],
    finished: [],
  })
  await expect(executorMesh.connect(gatewayContract).accepted({ keys: [key] })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('not permitted'),
  })

  const events = gateway.log(executionEvents)
  const numbers: number[] = []
  const watching = (async () => {
    for await (const event of events.follow(key, { signal: soon() })) {
      numbers.push(event.number)
      if (event.event.kind === 'finished') break
    }
  })()
  await events.append(key, 1, { kind: 'queued', position: 0 })
  await gateway.queue(executionQueue).publish(key, item)
  await using delivery = await executorMesh.queue(executionQueue).take(soon())
  expect(delivery.item?.id).toBe(id)
  const log = executorMesh.log(executionEvents)
  await expect(executorMesh.connect(gatewayContract).progress({ key })).resolves.toMatchObject({ newest: 1 })
  await log.append(key, 2, { kind: 'phase', name: 'run' })
  await log.append(key, 3, { kind: 'finished', result })
  await delivery.done({ erase: true })
  await watching
  await gateway.log(executionCancellations).append(key, 1, { kind: 'cancel' })

  expect(numbers).toEqual([1, 2, 3])
  await expect.poll(() => recorded).toEqual([3])
  await expect.poll(() => cancelled).toEqual([key])
  await expect(gateway.queue(executionQueue).depth()).resolves.toBe(0)
  await gateway.log(executionErasures).append(key, 1, { kind: 'due' })
  await expect.poll(async () => (await gateway.log(executionErasures).stored()).length).toBe(1)
  await events.erase(key)
  await gateway.log(executionErasures).forget(key)
  await expect(events.last(key)).resolves.toBeUndefined()
  await gateway.log(executionRequests).append(key, 1, { kind: 'asked', request: item.request })
  await historyMesh.log(executionRequests).eraseUnder('acc')
  await expect(gateway.log(executionRequests).last(key)).resolves.toBeUndefined()
})

test('lanes and addresses work with logins that hold nothing else', async () => {
  await using asker = await open('asker')
  await using runner = await open('runner')
  await asker.prepare([lanes, notes])
  const queue = asker.queue(lanes)
  for (const lane of Object.keys(lanes.lanes ?? {})) await queue.publish(`in ${lane}`, { n: 1 }, { lane })
  await expect(queue.depths()).resolves.toEqual({ urgent: 1, normal: 1, bulk: 1 })
  await expect(queue.oldest()).resolves.toBeInstanceOf(Date)
  const taken: string[] = []
  while (taken.length < 3) {
    await using delivery = await runner.queue(lanes).take(soon())
    taken.push(delivery.id)
    await delivery.done()
  }
  expect(taken.sort()).toEqual(['in bulk', 'in normal', 'in urgent'])
  // Starts again, with consumers that have delivered already and an item that waits: it looks closer then.
  await using again = await open('runner')
  await queue.publish('later', { n: 2 }, { lane: 'bulk' })
  await using later = await again.queue(lanes).take(soon())
  await later.done()

  await using _one = runner.serveAt(program, 'one', { write: async () => ({}) })
  await using _two = runner.serveAt(program, 'acc.two', { write: async () => ({}) })
  await runner.ping()
  await expect(asker.connectAt(program, 'one').write({})).resolves.toEqual({})
  await expect(asker.connectAt(program, 'acc.two').write({})).resolves.toEqual({})

  const log = asker.log(notes)
  await log.append('acc.1', 1, { kind: 'end' })
  await log.forgetUnder('acc')
  await expect(log.last('acc.1')).resolves.toBeUndefined()
})

test('an executor may call nobody but gateways, for one procedure, and no login works without its password', async () => {
  await using executorMesh = await open('executor')

  await expect(executorMesh.connect(auth).admit(credentials)).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('not permitted'),
  })
  const wrong = nats.url.replace('//', '//auth:wrong@')
  await expect(connectMesh({ url: wrong, service: 'auth' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(connectMesh({ url: nats.url, service: 'auth' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test.each([
  ['executor', 'auth.admit'],
  ['executor', '_INBOX_gateway.>'],
  ['executor', '_INBOX_auth.>'],
  ['executor', 'executions.events.>'],
  ['executor', '>'],
  ['auth', 'executions.>'],
  ['history', 'executions.queue'],
  ['contact', '_INBOX_history.>'],
  ['gateway', 'auth.admit'],
  ['gateway', '$JS.API.>'],
  ['asker', 'program.$at.one'],
  ['runner', 'program.>'],
  ['runner', 'program.*'],
  ['gateway', 'program.$at.acc.two'],
] as const)('%s cannot listen on %s', async (name, subject) => {
  const nc = await intrude(name)
  const refused = Promise.withResolvers<Error | null>()
  nc.subscribe(subject, { callback: (error) => refused.resolve(error) })
  await nc.flush()

  expect(await refused.promise).toMatchObject({ name: 'PermissionViolationError', operation: 'subscription' })
  await nc.close()
})

test.each([
  ['executor', 'executions.queue'],
  ['executor', 'executions.control.acc.x.cancel'],
  ['executor', 'history.list'],
  ['executor', '_INBOX_gateway.forged'],
  ['executor', '$JS.API.STREAM.DELETE.EXECUTIONS'],
  ['executor', '$JS.API.STREAM.PURGE.EXECUTION_EVENTS'],
  ['executor', '$JS.API.STREAM.MSG.DELETE.EXECUTION_EVENTS'],
  ['gateway', '$JS.API.STREAM.MSG.DELETE.EXECUTIONS'],
  ['history', '$JS.API.STREAM.MSG.DELETE.EXECUTION_EVENTS'],
  ['auth', '$JS.API.STREAM.MSG.DELETE.EXECUTION_EVENTS'],
  ['executor', '$JS.API.CONSUMER.CREATE.EXECUTION_EVENTS.spy'],
  ['executor', '$JS.API.CONSUMER.DURABLE.CREATE.EXECUTIONS.workers'],
  ['executor', '$JS.API.STREAM.MSG.GET.EXECUTION_EVENTS'],
  ['gateway', '$JS.ACK.EXECUTIONS.workers.1.2.3.4.5'],
  ['gateway', '$JS.API.STREAM.DELETE.EXECUTION_EVENTS'],
  ['auth', 'executions.queue'],
  ['history', 'executions.events.acc.x.finished'],
  ['contact', 'auth.admit'],
  ['runner', 'program.$at.acc.two'],
  ['runner', 'programs.queue'],
  ['runner', 'programs.queue.bulk'],
  ['asker', 'programs.queue.other'],
  ['asker', 'program.write'],
  ['asker', 'program.$at.a.b.c'],
  ['asker', '$JS.ACK.PROGRAMS.workers_bulk.1.2.3.4.5'],
  ['runner', '$JS.API.STREAM.MSG.GET.PROGRAMS'],
] as const)('%s cannot send to %s', async (name, subject) => {
  const nc = await intrude(name)
  const refused = (async () => {
    for await (const status of nc.status()) if (status.type === 'error') return status.error
    return undefined
  })()
  nc.publish(subject, '{}')
  await nc.flush()

  expect(await refused).toMatchObject({ name: 'PermissionViolationError', operation: 'publish' })
  await nc.close()
})
