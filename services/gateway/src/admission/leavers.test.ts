import { createClient } from '@runhive/client/client'
import { auth } from '@runhive/contracts/auth'
import { RpcError } from '@runhive/contracts/define'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }
const asAlice = { authorization: 'Bearer rh_alice', 'content-type': 'application/json' }

type Auth = ReturnType<typeof connectAuth>
const connectAuth = (mesh: Mesh) => mesh.connect(auth)

/** A mesh on which calls of auth go through a test's hands. */
const through =
  (change: (client: Auth) => Partial<Auth>) =>
  (mesh: Mesh): Mesh => ({
    ...mesh,
    connect: ((contract) => {
      const client = mesh.connect(contract)
      return contract.name === 'auth' ? { ...client, ...change(client as unknown as Auth) } : client
    }) as Mesh['connect'],
  })

/** Holds back admissions: `asked` when one has been counted, `answer` lets its answer through. */
function createGate() {
  const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const admit =
    (client: Auth): Auth['admit'] =>
    async (question, scope) => {
      // What the caller's leaving does to a call on its way: the answer is lost, and auth has counted all the same.
      const counted = client.admit(question)
      const gone = Promise.withResolvers<never>()
      scope?.signal?.addEventListener('abort', () => gone.reject(new RpcError('CANCELLED')))
      await counted
      asked.resolve()
      await Promise.race([answer.promise, gone.promise])
      return counted
    }
  return { asked: asked.promise, answer: answer.resolve, admit }
}

/** Resolves when the gateway has seen that somebody left: it counts what a call ended with. */
const seenLeaving = (gateway: TestGateway) =>
  expect
    .poll(async () => String((await gateway.ask('/metrics')).body.text))
    .toMatch(/runhive_procedure_calls_total\{procedure="executions.\w+",code="CANCELLED"\}/)

type Leave = (url: string, signal: AbortSignal) => Promise<unknown>
const post =
  (path: string, json: unknown): Leave =>
  (url, signal) =>
    fetch(url + path, { method: 'POST', headers: asAlice, body: JSON.stringify(json), signal })
const overSocket: Leave = async (url, signal) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc?connectionParams=1`)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  socket.send(JSON.stringify({ method: 'connectionParams', data: { apiKey: 'rh_alice' } }))
  const call = { id: 1, method: 'mutation', params: { path: 'executions.submit', input: hello } }
  socket.send(JSON.stringify(call))
  signal.addEventListener('abort', () => socket.close())
  return new Promise((resolve) => socket.addEventListener('close', resolve))
}

test.each<[string, Leave]>([
  ['a request', post('/api/v1/executions', hello)],
  ['a request that waits', post('/api/v1/executions?wait=true', hello)],
  ['one with an idempotency key', post('/api/v1/executions', { ...hello, idempotencyKey: 'k' })],
  ['one with tests', post('/api/v1/executions', { ...hello, tests: [{ stdin: '', expected: '1' }] })],
  ['a tRPC call', post('/trpc/executions.submit', hello)],
  ['a batch', post('/trpc/executions.submit,executions.run?batch=1', { 0: hello, 1: hello })],
])('%s that is left while auth decides is given back, and never becomes an execution', async (_, leave) => {
  const gate = createGate()
  const mesh = through((client) => ({ admit: gate.admit(client) }))
  await using gateway = await openTestGateway({ hold: false, mesh })
  const leaving = new AbortController()
  const left = leave(gateway.url, leaving.signal).catch(() => undefined)
  await gate.asked
  expect(gateway.auth.slots.size).toBeGreaterThan(0)
  leaving.abort()
  await left
  await seenLeaving(gateway)
  gate.answer()
  await expect.poll(() => gateway.auth.slots.size).toBe(0)
  expect(await gateway.queued()).toBe(0)
})

test('a call on a socket that closes goes on: its execution is accepted, and counts', async () => {
  const gate = createGate()
  const mesh = through((client) => ({ admit: gate.admit(client) }))
  await using gateway = await openTestGateway({ hold: false, mesh })
  const leaving = new AbortController()
  const left = overSocket(gateway.url, leaving.signal)
  await gate.asked
  leaving.abort()
  await left
  gate.answer()
  const item = await gateway.nextItem()
  expect([...gateway.auth.slots.keys()]).toEqual([item?.id])
})

test.each(['DEADLINE_EXCEEDED', 'UNAVAILABLE', 'INTERNAL', 'CANCELLED'])(
  'an admission that was counted and got no answer (%s) is withdrawn by its execution’s id',
  async (code) => {
    const mesh = through((client) => ({
      async admit(question) {
        await client.admit(question)
        throw new RpcError(code)
      },
    }))
    await using gateway = await openTestGateway({ hold: false, mesh })
    expect((await gateway.ask('/api/v1/executions', { json: hello })).status).toBeGreaterThanOrEqual(499)
    await expect.poll(() => gateway.auth.withdrawn.size).toBe(1)
    expect(gateway.auth.slots.size).toBe(0)
  },
)

test('of an admission that auth refused, or that nobody took, nothing is withdrawn', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const headers = { authorization: 'Bearer nonsense' }
  expect((await gateway.ask('/api/v1/executions', { json: hello, headers })).status).toBe(401)
  await gateway.stop()
  await using lonely = await openTestGateway({ absent: ['auth'], hold: false })
  expect((await lonely.ask('/api/v1/executions', { json: hello })).status).toBe(503)
  await lonely.stop()
  expect(gateway.auth.withdrawn.size + lonely.auth.withdrawn.size).toBe(0)
  expect(lonely.logged.join()).not.toContain('give back')
})

test('auth is told again what is to be given back when it could not be told at once', async () => {
  let failures = 2
  const failing = (): void => {
    failures -= 1
    if (failures >= 0) throw new RpcError('DEADLINE_EXCEEDED')
  }
  const mesh = through((client) => ({
    async release(of) {
      failing()
      return client.release(of)
    },
  }))
  await using gateway = await openTestGateway({ hold: false, mesh })
  const bad = { ...hello, language: 'cobol' }
  expect((await gateway.ask('/api/v1/executions', { json: bad })).status).toBe(400)
  await expect.poll(() => gateway.auth.slots.size, { timeout: 10_000 }).toBe(0)
  expect(failures).toBe(-1)
})

test('a gateway that stops gives back first what it still holds for nobody', async () => {
  const gate = createGate()
  const mesh = through((client) => ({ admit: gate.admit(client) }))
  await using gateway = await openTestGateway({ hold: false, mesh })
  const leaving = new AbortController()
  const left = post('/api/v1/executions', hello)(gateway.url, leaving.signal).catch(() => undefined)
  await gate.asked
  leaving.abort()
  await left
  await seenLeaving(gateway)
  const stopping = gateway.stop()
  gate.answer()
  await stopping
  expect(gateway.auth.slots.size).toBe(0)
})

test('while it is not known whether the queue has an execution it counts: auth finds out', async () => {
  const publish = async () => Promise.reject(new RpcError('UNAVAILABLE'))
  await using gateway = await openTestGateway({
    hold: false,
    mesh: (mesh) => ({ ...mesh, queue: (definition) => ({ ...mesh.queue(definition), publish }) }),
  })
  for (const more of [{}, { idempotencyKey: 'a key' }]) {
    expect((await gateway.ask('/api/v1/executions', { json: { ...hello, ...more } })).status).toBe(503)
  }
  await gateway.stop()
  expect(gateway.auth.slots.size).toBe(2)
})

test('a client of ours that leaves while auth decides is given back too', async () => {
  const gate = createGate()
  const mesh = through((client) => ({ admit: gate.admit(client) }))
  await using gateway = await openTestGateway({ hold: false, mesh })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const leaving = new AbortController()
  const left = client.executions.run.mutate(hello, { signal: leaving.signal }).catch(() => undefined)
  await gate.asked
  leaving.abort()
  await left
  await seenLeaving(gateway)
  gate.answer()
  await expect.poll(() => gateway.auth.slots.size).toBe(0)
})
