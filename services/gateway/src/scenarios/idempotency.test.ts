import { createClient } from '@runhive/client/client'
import { RpcError } from '@runhive/contracts/define'
import type { WorkItem } from '@runhive/contracts/execution-streams'
import { executionEvents, executionQueue } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'

const asked = { language: 'python', source: 'print(1)', idempotencyKey: 'order 7' }
const EXECUTIONS = '/api/v1/executions'
const RUN = '/api/v1/executions?wait=true'
const slots = (gateway: TestGateway) => [...gateway.auth.slots.keys()]
const submit = (gateway: TestGateway, own: object = {}) =>
  gateway.ask(EXECUTIONS, { json: { ...asked, ...own } })

/** The mesh of a test, and the ids that were published on it. `publish` may fail in the place of the queue. */
function notePublished(ids: string[], publish: () => Promise<void> = async () => {}): (mesh: Mesh) => Mesh {
  return (mesh) => ({
    ...mesh,
    queue: (definition) => {
      const queue = mesh.queue(definition)
      return {
        ...queue,
        async publish(id, item, options) {
          await publish()
          ids.push(id)
          return queue.publish(id, item, options)
        },
      }
    },
  })
}

/** Holds every execution until `open` is called. */
function createGate() {
  const gate = Promise.withResolvers<void>()
  const items: WorkItem[] = []
  const hold = (item: WorkItem) => {
    items.push(item)
    return gate.promise
  }
  return { hold, items, open: gate.resolve }
}

test('a retry gives the same id and queues nothing, and only the first keeps its slot', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const first = await submit(gateway)
  const second = await submit(gateway)
  expect(second).toMatchObject({ status: 202, body: { id: first.body.id, status: 'queued' } })
  expect(await gateway.queued()).toBe(1)
  await expect.poll(() => slots(gateway)).toEqual([first.body.id])
})

test('of many at once one is queued, all are told its id, and one slot is held', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const answers = await Promise.all(Array.from({ length: 20 }, () => submit(gateway)))
  const ids = new Set(answers.map(({ body }) => body.id))
  expect(ids.size).toBe(1)
  expect(await gateway.queued()).toBe(1)
  await expect.poll(() => slots(gateway)).toEqual([...ids])
})

test('a retry after the end is answered with the result, from the events and then from history', async () => {
  const published: string[] = []
  await using gateway = await openTestGateway({ mesh: notePublished(published) })
  const { body } = await gateway.ask(RUN, { json: asked })
  expect(await gateway.ask(RUN, { json: asked })).toMatchObject({ status: 200, body })
  expect((await submit(gateway)).body.id).toBe(body.id)
  gateway.records.set(`alice.${body.id}`, body as never)
  await gateway.forget(`alice.${body.id}`)
  expect(await gateway.ask(RUN, { json: asked })).toMatchObject({ status: 200, body })
  expect((await submit(gateway)).body.id).toBe(body.id)
  expect(published).toEqual([`alice.${body.id}`])
})

test('another request under the key is a conflict that names the execution, and gives its slot back', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await submit(gateway)
  for (const path of [EXECUTIONS, RUN]) {
    expect(await gateway.ask(path, { json: { ...asked, stdin: 'other' } })).toMatchObject({
      status: 409,
      body: {
        code: 'CONFLICT',
        message: 'This idempotency key was already used with a different request.',
        details: { executionId: body.id },
      },
    })
  }
  expect(await gateway.queued()).toBe(1)
  await expect.poll(() => slots(gateway)).toEqual([body.id])
})

test('the same key of another account is another execution', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const { body } = await submit(gateway)
  const bobs = await gateway.ask(EXECUTIONS, { json: asked, headers: { authorization: 'Bearer rh_bob' } })
  expect(bobs.body.id).not.toBe(body.id)
  expect(await gateway.queued()).toBe(2)
})

test.each(
  [EXECUTIONS, RUN].flatMap((path) => [
    { path, left: 'nothing' },
    { path, left: 'a word that it is queued' },
  ]),
)(
  'what was claimed and not published, and left $left, is published once by the next request ($path)',
  async ({ path, left }) => {
    const published: string[] = []
    let isAway = true
    const publish = async () => {
      // The queue has not got it, and nobody can say so.
      if (isAway) throw new RpcError('UNAVAILABLE')
    }
    await using gateway = await openTestGateway({ mesh: notePublished(published, publish) })
    expect(await submit(gateway)).toMatchObject({ status: 503 })
    const claimed = gateway.auth.asked.at(-1)?.executionId
    await expect.poll(() => slots(gateway)).toEqual([claimed])
    if (left !== 'nothing') {
      // As gateways of before did.
      const events = gateway.mesh.log(executionEvents)
      await events.append(`alice.${claimed}`, 1, { kind: 'queued', position: 0 })
    }
    isAway = false
    const retries = await Promise.all([1, 2].map(() => gateway.ask(path, { json: asked })))
    for (const { status, body } of retries) {
      expect(status).toBeLessThan(300)
      expect(body.id).toBe(claimed)
    }
    await expect
      .poll(async () => (await gateway.ask(`${EXECUTIONS}/${claimed}`)).body.status)
      .toBe('succeeded')
    expect(published).toEqual([`alice.${claimed}`])
    expect(await gateway.queued()).toBe(0)
    await expect.poll(() => slots(gateway)).toEqual([claimed])
  },
)

test('an execution that the queue has not acknowledged is not found, even by a caller that was given its id', async () => {
  await using gateway = await openTestGateway({
    mesh: notePublished([], () => Promise.reject(new RpcError('UNAVAILABLE'))),
  })
  expect(await submit(gateway)).toMatchObject({ status: 503 })
  const other = await submit(gateway, { stdin: 'other' })
  expect(other).toMatchObject({ status: 409 })
  for (const path of ['', '/events']) {
    const answer = await gateway.ask(`${EXECUTIONS}/${other.body.details?.executionId}${path}`)
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  }
})

test.each(['OVERLOADED', 'UNAVAILABLE'])(
  'while one is being published nobody is told that it is accepted; if it ends as %s, the next to ask publishes',
  async (code) => {
    const publishing = Promise.withResolvers<void>()
    const ending = Promise.withResolvers<void>()
    const publish = () => {
      publishing.resolve()
      return ending.promise
    }
    await using gateway = await openTestGateway({ hold: false, mesh: notePublished([], publish) })
    const first = submit(gateway)
    await publishing.promise
    const second = submit(gateway)
    await expect.poll(() => gateway.auth.asked).toHaveLength(2)
    const third = submit(gateway)
    await expect.poll(() => gateway.auth.asked).toHaveLength(3)
    ending.reject(new RpcError(code))
    for (const { status, body } of await Promise.all([first, second, third])) {
      expect(status).toBe(503)
      expect(body.id).toBeUndefined()
    }
    expect(await gateway.queued()).toBe(0)
    // What may yet be published under the key counts, once.
    const counted = code === 'UNAVAILABLE' ? [gateway.auth.asked[0]?.executionId] : []
    await expect.poll(() => slots(gateway)).toEqual(counted)
  },
)

test('who comes while one is being published is told its id once the queue has it', async () => {
  const publishing = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<void>()
  const published: string[] = []
  const publish = () => {
    publishing.resolve()
    return ending.promise
  }
  await using gateway = await openTestGateway({ hold: false, mesh: notePublished(published, publish) })
  const first = submit(gateway)
  await publishing.promise
  const second = submit(gateway)
  await expect.poll(() => gateway.auth.asked).toHaveLength(2)
  ending.resolve()
  const { body } = await first
  expect(await second).toMatchObject({ status: 202, body: { id: body.id } })
  expect(published).toEqual([`alice.${body.id}`])
  expect(await gateway.ask(`${EXECUTIONS}/${body.id}`)).toMatchObject({ status: 200 })
})

test('who waits for another to publish and leaves is gone at once', async () => {
  const publishing = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<void>()
  const publish = () => {
    publishing.resolve()
    return ending.promise
  }
  await using gateway = await openTestGateway({ hold: false, mesh: notePublished([], publish) })
  const first = submit(gateway)
  await publishing.promise
  const leaving = new AbortController()
  const second = gateway.ask(EXECUTIONS, { json: asked, signal: leaving.signal })
  await expect.poll(() => slots(gateway)).toHaveLength(2)
  leaving.abort()
  await expect(second).rejects.toThrow()
  await expect.poll(() => slots(gateway)).toHaveLength(1)
  ending.resolve()
  expect((await first).status).toBe(202)
})

test('after a full queue the key is free: who asks again later has an execution, and a slot, of their own', async () => {
  let isFull = true
  const refuse = async () => {
    if (isFull) throw new RpcError('OVERLOADED')
  }
  await using gateway = await openTestGateway({ hold: false, mesh: notePublished([], refuse) })
  expect(await submit(gateway)).toMatchObject({ status: 503, body: { code: 'QUEUE_FULL' } })
  await expect.poll(() => slots(gateway)).toEqual([])
  isFull = false
  const { body } = await submit(gateway)
  expect((await submit(gateway)).body.id).toBe(body.id)
  expect(await gateway.queued()).toBe(1)
  await expect.poll(() => slots(gateway)).toEqual([body.id])
})

test('a run with the key of one under way waits for that one, and gives its own slot back', async () => {
  const gate = createGate()
  await using gateway = await openTestGateway({ hold: gate.hold })
  const { body } = await submit(gateway)
  const joining = gateway.ask(RUN, { json: asked })
  await expect.poll(() => gateway.auth.asked).toHaveLength(2)
  gate.open()
  expect(await joining).toMatchObject({ status: 200, body: { id: body.id, status: 'succeeded' } })
  expect(gate.items).toHaveLength(1)
  await expect.poll(() => slots(gateway)).toEqual([body.id])
})

test('a caller that joins a run and leaves early ends its own waiting, not the execution', async () => {
  const gate = createGate()
  await using gateway = await openTestGateway({ hold: gate.hold })
  const { body } = await submit(gateway)
  const leaving = new AbortController()
  const joining = gateway.ask(RUN, { json: asked, signal: leaving.signal })
  await expect.poll(() => gateway.auth.asked).toHaveLength(2)
  leaving.abort()
  await expect(joining).rejects.toThrow()
  await expect.poll(() => slots(gateway)).toEqual([body.id])
  gate.open()
  await expect.poll(() => gateway.lastKind(`alice.${body.id}`)).toBe('finished')
})

test('with store: false a caller that joins in time gets the result; once it is gone the key says so, and nothing runs again', async () => {
  const gate = createGate()
  const published: string[] = []
  await using gateway = await openTestGateway({ hold: gate.hold, mesh: notePublished(published) })
  const once = { ...asked, store: false }
  const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
  const first = client.executions.run.mutate(once)
  await expect.poll(() => gate.items).toHaveLength(1)
  const joining = client.executions.run.mutate(once)
  await expect.poll(() => gateway.auth.asked).toHaveLength(2)
  await expect.poll(() => slots(gateway)).toHaveLength(1)
  gate.open()
  const { id } = await first
  expect((await joining).id).toBe(id)
  await expect.poll(() => gateway.lastKind(`alice.${id}`)).toBeUndefined()
  for (const path of [EXECUTIONS, RUN]) {
    expect(await gateway.ask(path, { json: once })).toMatchObject({
      status: 409,
      body: {
        code: 'CONFLICT',
        message: 'The execution with this idempotency key has finished, and nothing of it was stored.',
        details: { executionId: id },
      },
    })
  }
  expect(published).toEqual([`alice.${id}`])
  await expect.poll(() => slots(gateway)).toEqual([id])
})

test('a removed execution does not run again under its key', async () => {
  await using gateway = await openTestGateway()
  const { body } = await gateway.ask(RUN, { json: asked })
  await gateway.ask(`${EXECUTIONS}/${body.id}`, { method: 'DELETE' })
  expect(await submit(gateway)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
  expect(await gateway.queued()).toBe(0)
})

test('without history a known execution is neither run again nor claimed to be gone', async () => {
  await using gateway = await openTestGateway({ absent: ['history'] })
  const { body } = await gateway.ask(RUN, { json: asked })
  await gateway.forget(`alice.${body.id}`)
  expect(await submit(gateway)).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
  expect(await gateway.mesh.queue(executionQueue).depth()).toBe(0)
})
