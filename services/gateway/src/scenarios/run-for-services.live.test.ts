import { contract, isRefusal, type RpcError } from '@runhive/contracts/define'
import { eventKey, executionEvents } from '@runhive/contracts/execution-streams'
import { gateway } from '@runhive/contracts/gateway'
import { consumptions, type Role, roles } from '@runhive/contracts/roles'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { servicePermissions } from '@runhive/mesh/permissions'
import { startNatsServer } from '@runhive/mesh/testing/nats-server'
import { createLogger } from '@runhive/process/log'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { parseConfig } from '../config.ts'
import { type Gateway, openGateway } from '../service.ts'
import { serveAuth } from '../testing/auth.ts'
import { type AuthState, createAuthState } from '../testing/auth-state.ts'
import { serveExecutor, startWorker } from '../testing/services.ts'

/** A service that runs code: a gateway on a real NATS, each service with its own role's permissions. */

vi.setConfig({ testTimeout: 60_000 })
/** What such a service's role says. */
const grader = { calls: [contract('gateway', { run: gateway.procedures.run })] } satisfies Role
const log = createLogger({ service: 'gateway', level: 'silent' })
const config = parseConfig({ NATS_URL: 'nats://127.0.0.1:1', PORT: '0', STOP_GRACE_MS: '0' })
const hello = { language: 'python', source: 'print(1)' }
const alice = { kind: 'key', token: 'rh_alice' } as const

const opened = new AsyncDisposableStack()
let auth: AuthState
let connect: (service: string, role?: Role) => Promise<Mesh>
let run: ReturnType<typeof toRun>
let only: Gateway
let worker: Mesh
/** Ids of the executions that the worker has begun; each waits for the gate. */
const started: string[] = []
let gate = Promise.resolve()
const toRun = (mesh: Mesh) => mesh.connect(gateway).run

beforeAll(async () => {
  const everyone: Readonly<Record<string, Role>> = { ...roles, grader }
  const users = Object.entries(everyone).map(([name, role]) => ({
    name,
    password: 'secret',
    permissions: servicePermissions(name, role),
  }))
  const nats = opened.use(
    await startNatsServer({ users: [...users, { name: 'worker', password: 'secret' }] }),
  )
  connect = async (service, role = everyone[service]) => {
    const url = nats.url.replace('//', `//${service}:secret@`)
    return opened.use(await connectMesh({ url, service, ...(role && { role }) }))
  }
  const authMesh = await connect('auth')
  auth = createAuthState(authMesh)
  opened.use(await serveAuth(authMesh, auth))
  opened.use(await serveExecutor(await connect('executor')))
  const gatewayMesh = await connect('gateway')
  await gatewayMesh.prepare(roles.gateway.ownsStreams, consumptions)
  only = opened.use(await openGateway(gatewayMesh, config, log))
  // A stand-in for executors, which cannot follow a log.
  worker = await connect('worker')
  const hold = ({ id }: { id: string }) => {
    started.push(id)
    return gate
  }
  opened.use(startWorker(worker, hold))
  run = toRun(await connect('grader'))
}, 60_000)
afterAll(() => opened.disposeAsync(), 60_000)

test('a service has the result of a run, which belongs to the account of the credential', async () => {
  const asked = auth.asked.length
  const result = await run({ credential: alice, request: hello })
  expect(result).toMatchObject({ status: 'succeeded', runtime: 'python-3.13', run: { stdout: 'print(1)' } })
  expect(auth.asked.slice(asked)).toMatchObject([
    {
      credential: alice,
      procedure: 'executions.run',
      executionId: result.id,
      executionMs: expect.any(Number),
    },
  ])
  expect(auth.slots.get(result.id)).toBe('alice')
})

test('with one idempotency key it is one execution', async () => {
  const request = { ...hello, idempotencyKey: 'once' }
  const [first, second] = [
    await run({ credential: alice, request }),
    await run({ credential: alice, request }),
  ]
  expect(second.id).toBe(first.id)
  const other = run({ credential: alice, request: { ...request, stdin: 'other' } })
  await expect(other).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('who may not, and what cannot be run, is refused as over HTTP, and nothing was accepted', async () => {
  const accepted = started.length
  const refused = (token: string, request: object = hello) =>
    run({ credential: { kind: 'key', token }, request: { ...hello, ...request } }).catch((e: RpcError) => e)
  expect(await refused('rh_')).toMatchObject({ code: 'UNAUTHENTICATED' })
  expect(await refused('rh_alice_mute')).toMatchObject({
    code: 'FORBIDDEN',
    data: { details: { scope: 'executions' } },
  })
  auth.suspended.set('carol', 'spam')
  expect(await refused('rh_carol')).toMatchObject({
    code: 'FORBIDDEN',
    data: { message: expect.stringContaining('suspended') },
  })
  const unknown = await refused('rh_alice', { language: 'pyton' })
  expect(isRefusal(gateway, 'run', unknown, 'NOT_RUNNABLE') && unknown.data.message).toContain('python')
  expect(await refused('rh_alice', { limits: { wallMs: 1e9 } })).toMatchObject({ code: 'NOT_RUNNABLE' })
  expect(await refused('rh_alice', { interactive: true })).toMatchObject({ code: 'NOT_RUNNABLE' })
  expect(await refused('rh_alice', { limits: { wallMs: 'long' } })).toMatchObject({ code: 'BAD_INPUT' })
  auth.maximum = 0
  expect(await refused('rh_alice')).toMatchObject({ code: 'LIMITED', data: { retryAfterMs: 1_500 } })
  auth.maximum = 1_000_000
  expect(started).toHaveLength(accepted)
  await expect.poll(() => auth.slots.size).toBe(accepted)
})

test('a service whose role does not name it cannot ask', async () => {
  const contact = toRun(await connect('contact'))
  await expect(contact({ credential: alice, request: hello })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('not permitted'),
  })
})

test('when the gateway stops, who waits has the id of what was accepted, and it goes on', async () => {
  const blocked = Promise.withResolvers<void>()
  gate = blocked.promise
  const taken = started.length
  const refused = run({ credential: alice, request: hello }).catch((error: unknown) => error)
  await expect.poll(() => started.length).toBe(taken + 1)
  await only[Symbol.asyncDispose]()
  const error = await refused
  if (!isRefusal(gateway, 'run', error, 'NOT_FINISHED')) throw error
  expect(error.data.id).toBe(started.at(-1))
  blocked.resolve()
  const lastKind = async () => {
    const last = await worker.log(executionEvents).last(eventKey('alice', error.data.id))
    return last?.event.kind
  }
  await expect.poll(lastKind).toBe('finished')
})
