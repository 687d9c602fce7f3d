import { createClient } from '@runhive/client/client'
import { RpcError } from '@runhive/contracts/define'
import {
  eventKey,
  executionEvents,
  executionQueue,
  executionRequests,
} from '@runhive/contracts/execution-streams'
import { expect, test } from 'vitest'
import { noteFollowers, openTestGateway } from '../testing/gateway.ts'

const hello = { language: 'python', source: 'print(1)' }
const RUN = '/api/v1/executions?wait=true'

test('a run is answered with the result of the program', async () => {
  await using gateway = await openTestGateway()
  expect(await gateway.ask(RUN, { json: hello })).toMatchObject({
    status: 200,
    body: { status: 'succeeded', runtime: 'python-3.13', run: { stdout: 'print(1)' }, stored: true },
  })
})

test.each([
  ['python-3.9', undefined, 'python-3.9'],
  ['PY', '3', 'python-3.13'],
  ['python', '3.9', 'python-3.9'],
  ['gcc', undefined, 'c-gcc-12'],
])('language %s, version %s runs on %s', async (language, version, runtime) => {
  await using gateway = await openTestGateway()
  const answer = await gateway.ask(RUN, { json: { ...hello, language, ...(version && { version }) } })
  expect(answer).toMatchObject({ status: 200, body: { runtime } })
})

test('an executor is told every limit: what was asked, else the default', async () => {
  await using gateway = await openTestGateway({ hold: false })
  await gateway.ask('/api/v1/executions', {
    json: { ...hello, limits: { wallMs: 60_000 }, compileLimits: { processes: 1 } },
  })
  await using delivery = await gateway.mesh.queue(executionQueue).take(AbortSignal.timeout(30_000))
  expect(delivery.item).toMatchObject({
    accountId: 'alice',
    runtime: 'python-3.13',
    limits: { wallMs: 60_000, cpuMs: 5_000, memoryBytes: 268_435_456, outputBytes: 1_048_576, processes: 64 },
    compileLimits: { wallMs: 10_000, processes: 1 },
  })
})

test('an execution stands in the queue under the key of its events', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await gateway.ask('/api/v1/executions', { json: hello })
  await using delivery = await gateway.mesh.queue(executionQueue).take(AbortSignal.timeout(30_000))
  expect(delivery.id).toBe(eventKey('alice', String(body.id)))
})

test('an execution that ended stays so when an event from before is stored late', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask(RUN, { json: hello })
  const late = { kind: 'phase', name: 'run' } as const
  await gateway.mesh.log(executionEvents).append(eventKey('alice', String(body.id)), 1_000, late)
  expect(await gateway.ask(`/api/v1/executions/${body.id}`)).toMatchObject({ body: { status: 'succeeded' } })
})

test('a submission is answered at once, and told to be queued, running and finished', async () => {
  const gate = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({ hold: () => gate.promise })
  const first = await gateway.ask('/api/v1/executions', { json: hello })
  const second = await gateway.ask('/api/v1/executions?wait=false', { json: hello })
  expect(first).toMatchObject({ status: 202, body: { status: 'queued' } })
  const get = async (answer: typeof first) => (await gateway.ask(`/api/v1/executions/${answer.body.id}`)).body
  await expect.poll(() => get(first)).toMatchObject({ id: first.body.id, status: 'running' })
  const waiting = await get(second)
  expect(waiting).toMatchObject({ id: second.body.id, status: 'queued' })
  expect(Math.abs(Date.parse(String(waiting.createdAt)) - Date.now())).toBeLessThan(60_000)
  gate.resolve()
  await expect.poll(() => get(second)).toMatchObject({ status: 'succeeded', run: { stdout: 'print(1)' } })
})

test('an execution whose events are gone is answered from history', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask(RUN, { json: hello })
  const key = `alice.${body.id}`
  await gateway.mesh.log(executionEvents).forget(key)
  expect(await gateway.ask(`/api/v1/executions/${body.id}`)).toMatchObject({ status: 404 })
  gateway.records.set(key, body as never)
  expect(await gateway.ask(`/api/v1/executions/${body.id}`)).toMatchObject({
    status: 200,
    body: { id: body.id },
  })
})

test('with store: false nothing is left of a run once it is answered', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask(RUN, { json: { ...hello, store: false } })
  expect(body).toMatchObject({ status: 'succeeded', stored: false })
  await expect.poll(() => gateway.mesh.log(executionEvents).last(`alice.${body.id}`)).toBeUndefined()
  expect(await gateway.ask(`/api/v1/executions/${body.id}`)).toMatchObject({ status: 404 })
})

test('a full queue is refused at once with a time to come back, and leaves no events behind', async () => {
  const appended: string[] = []
  await using gateway = await openTestGateway({
    mesh: (mesh) => ({
      ...mesh,
      queue: (definition) => ({
        ...mesh.queue(definition),
        publish: async () => {
          throw new RpcError('OVERLOADED', { data: { retryAfterMs: 100 } })
        },
      }),
      log: (definition) => {
        const log = mesh.log(definition)
        const append: typeof log.append = (key, ...rest) => {
          appended.push(key)
          return log.append(key, ...rest)
        }
        return { ...log, append }
      },
    }),
  })
  const answer = await gateway.ask(RUN, { json: hello })
  expect(answer).toMatchObject({
    status: 503,
    body: { code: 'QUEUE_FULL', details: { retryAfterMs: 2_000 } },
  })
  expect(answer.headers.get('retry-after')).toBe('2')
  // What was asked, and no word that it is queued.
  expect(appended).toHaveLength(1)
  const [key = ''] = appended
  for (const log of [executionEvents, executionRequests])
    await expect.poll(() => gateway.mesh.log<typeof log.event>(log).last(key)).toBeUndefined()
})

test('a result that takes too long is answered 504 with the id under which it can be had later', async () => {
  const gate = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({ hold: () => gate.promise, env: { QUEUE_WAIT_MS: '0' } })
  const limits = { limits: { wallMs: 100 }, compileLimits: { wallMs: 100 } }
  const { status, body } = await gateway.ask(RUN, { json: { ...hello, ...limits } })
  expect({ status, code: body.code }).toEqual({ status: 504, code: 'DEADLINE_EXCEEDED' })
  gate.resolve()
  const later = () => gateway.ask(`/api/v1/executions/${body.details?.id}`)
  await expect.poll(later).toMatchObject({ status: 200, body: { status: 'succeeded' } })
})

test('a client that leaves ends its waiting, not the execution', async () => {
  const held = Promise.withResolvers<string>()
  const gate = Promise.withResolvers<void>()
  const waiting: AbortSignal[] = []
  await using gateway = await openTestGateway({
    mesh: noteFollowers(waiting),
    hold: (item) => {
      held.resolve(item.id)
      return gate.promise
    },
  })
  const leaving = new AbortController()
  const asked = gateway.ask(RUN, { json: hello, signal: leaving.signal })
  const id = await held.promise
  leaving.abort()
  await expect(asked).rejects.toThrow('abort')
  await expect.poll(() => waiting.map(({ aborted }) => aborted)).toEqual([true])
  gate.resolve()
  await expect
    .poll(() => gateway.ask(`/api/v1/executions/${id}`))
    .toMatchObject({ body: { status: 'succeeded' } })
})

test('an execution that is cancelled ends as cancelled; asking again changes nothing', async () => {
  await using gateway = await openTestGateway({ hold: () => Promise.withResolvers<void>().promise })
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const { id } = await client.executions.submit.mutate(hello)
  expect(await client.executions.cancel.mutate({ id })).toMatchObject({
    id,
    status: expect.stringMatching(/queued|running/),
  })
  await expect.poll(() => client.executions.get.query({ id })).toMatchObject({ status: 'cancelled' })
  const again = await gateway.ask(`/api/v1/executions/${id}/cancel`, { method: 'POST' })
  expect(again).toMatchObject({ status: 200, body: { id, status: 'cancelled' } })
})

test('the list is the own account, in pages', async () => {
  await using gateway = await openTestGateway()
  for (const source of ['1', '2', '3']) {
    const { body } = await gateway.ask(RUN, { json: { ...hello, source } })
    gateway.records.set(`alice.${body.id}`, body as never)
  }
  const first = await gateway.ask('/api/v1/executions?limit=2')
  expect(first.body.executions).toHaveLength(2)
  const second = await gateway.ask(`/api/v1/executions?limit=2&cursor=${first.body.nextCursor}`)
  expect(second.body.executions).toHaveLength(1)
  expect(JSON.stringify(first.body)).not.toContain('stdout')
  const bobs = await gateway.ask('/api/v1/executions', { headers: { authorization: 'Bearer rh_bob' } })
  expect(bobs.body).toEqual({ executions: [] })
})

test.each([
  ['limit=0', /^limit must be at least 1$/],
  ['limit=many', /^limit must be a number/],
  ['status=great', /^status must be one of /],
  ['cursor=nonsense', /^cursor must be the `nextCursor`/],
  ['wait=maybe', /^The request has no field `wait`/],
])('a list asked with %s is refused', async (query, message) => {
  await using gateway = await openTestGateway()
  expect(await gateway.ask(`/api/v1/executions?${query}`)).toMatchObject({
    status: 400,
    body: { code: 'BAD_INPUT', message: expect.stringMatching(message) },
  })
})
