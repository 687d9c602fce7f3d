import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '@nats-io/transport-node'
import { executionCancellations, executionEvents, executionQueue } from '@runhive/contracts/execution-streams'
import { revocations } from '@runhive/contracts/revocations'
import { consumptions, type Role, roles } from '@runhive/contracts/roles'
import { expect, test } from 'vitest'
import { soon } from '../../testing/conformance/guarantee.ts'
import { isAway, isBack } from '../../testing/conformance/presence.ts'
import { startNatsServer } from '../../testing/nats-server.ts'
import { servicePermissions } from '../access/permissions.ts'
import { silentLogger } from '../logger.ts'
import type { Mesh } from '../mesh.ts'
import { connectMesh } from './connect.ts'

/** One owner, and others that may create nothing: what they rely on comes back after every kind of loss. */
const users = [
  ...Object.entries(roles).map(([name, role]: [string, Role]) => {
    return { name, password: 'pw', permissions: servicePermissions(name, role) }
  }),
  { name: 'operator', password: 'pw' },
]

async function openWorld() {
  const opened = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'runhive-owner-'))
  opened.defer(() => rm(dir, { recursive: true, force: true }))
  const server = opened.use(await startNatsServer({ users, dir }))
  const said: unknown[] = []
  const log = { ...silentLogger, error: (fields: object) => void said.push(fields) }
  const open = async (service: keyof typeof roles) => {
    const url = server.url.replace('//', `//${service}:pw@`)
    return opened.use(await connectMesh({ url, service, role: roles[service], log }))
  }
  const restart = async (meshes: Mesh[], meanwhile: () => Promise<void>) => {
    await server.kill()
    await isAway(...meshes)
    await meanwhile()
    await server.start()
    await isBack(...meshes)
  }
  const streams = join(dir, 'jetstream')
  return { server, open, restart, said, streams, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

const put = (gateway: Mesh, id: string) => gateway.queue(executionQueue).publish(id, {} as never)
async function workOff(executor: Mesh): Promise<string> {
  await using delivery = await executor.queue(executionQueue).take(soon())
  await delivery.done()
  return delivery.id
}
const end = { kind: 'finished', result: {} } as never

test('services may start before the owner of their streams, break no permission, and work as soon as it is there', async () => {
  await using world = await openWorld()
  const [auth, executor, history] = [
    await world.open('auth'),
    await world.open('executor'),
    await world.open('history'),
  ]
  const heard: string[] = []
  await executor.log(executionCancellations).tail(({ key }) => void heard.push(key))
  await auth.log(revocations).tail(({ key }) => void heard.push(key))
  const taken = workOff(executor)
  const consuming = history
    .log(executionEvents)
    .consume({ consumer: 'records', kinds: ['finished'] }, async () => {})
  const appended = auth.log(revocations).append('early', 1, { kind: 'account', accountId: 'ada' })

  const gateway = await world.open('gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  await consuming
  await put(gateway, 'first')
  await gateway.log(executionCancellations).append('ada.one', 1, { kind: 'cancel' })
  await auth.log(executionCancellations).append('ada.two', 1, { kind: 'cancel' })

  expect(await taken).toBe('first')
  await appended
  await expect.poll(() => heard.toSorted(), { timeout: 10_000 }).toEqual(['ada.one', 'ada.two', 'early'])
  expect(world.said).toEqual([])
})

test('a server that lost its storage serves all who waited, although they may make nothing', async () => {
  await using world = await openWorld()
  const gateway = await world.open('gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  const [executor, auth] = [await world.open('executor'), await world.open('auth')]
  const heard: string[] = []
  await executor.log(executionCancellations).tail(({ key }) => void heard.push(key))
  for (const key of ['ada.1', 'ada.2', 'ada.3'])
    await gateway.log(executionCancellations).append(key, 1, { kind: 'cancel' })
  await expect.poll(() => heard.length).toBe(3)
  const ended: string[] = []
  await auth.log(executionEvents).consume({ consumer: 'auth', kinds: ['finished'] }, async (events) => {
    ended.push(...events.map(({ key }) => key))
  })
  const taken = workOff(executor)

  await world.restart([gateway, executor, auth], () => rm(world.streams, { recursive: true }))
  await gateway.log(executionCancellations).append('ada.4', 1, { kind: 'cancel' })
  await put(gateway, 'after')
  expect(await taken).toBe('after')
  await expect.poll(() => heard, { timeout: 15_000 }).toContain('ada.4')
  await executor.log(executionEvents).append('ada.4', 2, end)
  await expect.poll(() => gateway.log(executionEvents).newest('ada.4').catch(String)).toBeDefined()
})

test('a queue that forgot its count is repaired by its owner, for executors that have waited since before', async () => {
  await using world = await openWorld()
  const gateway = await world.open('gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  const executor = await world.open('executor')
  for (const id of ['a', 'b', 'c']) await put(gateway, id)
  for (const id of ['a', 'b', 'c']) expect(await workOff(executor)).toBe(id)
  const messages = join(world.streams, 'jetstream/$G/streams/EXECUTIONS/msgs')

  await world.restart([gateway, executor], () => rm(messages, { recursive: true }))
  for (const id of ['d', 'e']) await put(gateway, id)
  expect([await workOff(executor), await workOff(executor)].sort()).toEqual(['d', 'e'])
})

test('what somebody deleted is made again without a restart of anybody', async () => {
  await using world = await openWorld()
  const gateway = await world.open('gateway')
  await gateway.prepare(roles.gateway.ownsStreams, consumptions)
  const executor = await world.open('executor')
  const taken = workOff(executor)
  const { url } = world.server
  await using operator = await connect({ servers: url, user: 'operator', pass: 'pw' })
  const ask = async (verb: string) =>
    (await operator.request(`$JS.API.${verb}`, '')).json<{ error?: unknown }>()
  const made = (what: string) => expect.poll(() => ask(what), { timeout: 15_000 }).not.toHaveProperty('error')

  for (const what of ['CONSUMER.DELETE.EXECUTION_EVENTS.auth_finished', 'STREAM.DELETE.EXECUTIONS'])
    expect(await ask(what)).not.toHaveProperty('error')
  await made('CONSUMER.INFO.EXECUTION_EVENTS.auth_finished')
  await made('CONSUMER.INFO.EXECUTIONS.workers_heavy-3')
  await put(gateway, 'after')
  expect(await taken).toBe('after')
}, 40_000)
