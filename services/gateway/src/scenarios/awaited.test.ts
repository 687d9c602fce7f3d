import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionEvents,
  executionQueue,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import { gateway as contract } from '@runhive/contracts/gateway'
import type { Delivery, Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../testing/gateway.ts'
import { toResult } from '../testing/services.ts'

const PATH = '/api/v1/executions'
const hello = { language: 'python', source: 'print(1)' }
const queued: ExecutionEvent = { kind: 'queued', position: 0 }

type Taken = Delivery<WorkItem> & { readonly item: WorkItem; readonly key: string }

async function take(gateway: TestGateway): Promise<Taken> {
  const delivery = await gateway.mesh.queue(executionQueue).take(AbortSignal.timeout(30_000))
  if (delivery.item === undefined) throw new Error('not readable')
  return { ...delivery, item: delivery.item, key: eventKey(delivery.item.accountId, delivery.item.id) }
}

/** As an executor ends a short run. */
async function finish({ mesh }: TestGateway, { item, key }: Taken): Promise<void> {
  const started: ExecutionEvent = { kind: 'started', runtime: item.runtime, executor: 'me' }
  const finished: ExecutionEvent = { kind: 'finished', result: toResult(item, true, '1') }
  await mesh.log(executionEvents).append(key, 3, finished, { earlier: [queued, started] })
}

const run = (gateway: TestGateway, more: object = {}) =>
  gateway.ask(`${PATH}?wait=true`, { json: { ...hello, ...more } })

/** Notes what gateways append. */
function noteAppends(appended: string[]): (mesh: Mesh) => Mesh {
  return (mesh) => ({
    ...mesh,
    log: (definition) => {
      const log = mesh.log(definition)
      const append: typeof log.append = (key, number, event, options) => {
        appended.push(event.kind)
        return log.append(key, number, event, options)
      }
      return { ...log, append }
    },
  })
}

test('a run that ends at once costs its gateway no event, and can be watched from the first one afterwards', async () => {
  const appended: string[] = []
  await using gateway = await openTestGateway({ hold: false, mesh: noteAppends(appended) })
  const answer = run(gateway)
  await using delivery = await take(gateway)
  await finish(gateway, delivery)
  const { body } = await answer
  expect(body).toMatchObject({ status: 'succeeded' })
  expect(appended).toEqual(['asked'])
  const { body: events } = await gateway.ask(`${PATH}/${body.id}/events`)
  expect(String(events.text).match(/^event: .*/gm)).toEqual([
    'event: queued',
    'event: started',
    'event: finished',
  ])
  const resumed = await gateway.ask(`${PATH}/${body.id}/events`, { headers: { 'last-event-id': '2' } })
  expect(String(resumed.body.text).match(/^event: .*/gm)).toEqual(['event: finished'])
})

test('one whose events have not come in one message is called queued after its end', async () => {
  const appended: string[] = []
  await using gateway = await openTestGateway({ hold: false, mesh: noteAppends(appended) })
  const answer = run(gateway)
  await using delivery = await take(gateway)
  const { item, key } = delivery
  const events = gateway.mesh.log(executionEvents)
  await events.append(key, 2, { kind: 'started', runtime: item.runtime, executor: 'of yesterday' })
  await events.append(key, 3, { kind: 'finished', result: toResult(item, true, '1') })
  const { body } = await answer
  expect(body).toMatchObject({ status: 'succeeded' })
  await expect.poll(() => appended).toEqual(['asked', 'queued'])
  const watched = await gateway.ask(`${PATH}/${body.id}/events`)
  const ids = String(watched.body.text).match(/^id: .*/gm)
  expect(ids).toEqual([1, 2, 3].map((number) => `id: ${number}`))
  const { accepted } = gateway.mesh.connect(contract)
  expect(await accepted({ keys: [key] })).toEqual({ accepted: [key], finished: [key] })
})

test('a run that waits longer is known to be accepted, can be asked for and be cancelled', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const answer = run(gateway)
  await using delivery = await take(gateway)
  const { key, item } = delivery
  const { accepted } = gateway.mesh.connect(contract)
  await expect.poll(() => accepted({ keys: [key] })).toEqual({ accepted: [key], finished: [] })
  expect(await gateway.ask(`${PATH}/${item.id}`)).toMatchObject({ body: { status: 'queued' } })
  const cancelled = await gateway.ask(`${PATH}/${item.id}/cancel`, { method: 'POST' })
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'queued' } })
  await finish(gateway, delivery)
  expect(await answer).toMatchObject({ body: { status: 'succeeded' } })
})

test('a run whose caller has left is known to be accepted at once', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const leaving = new AbortController()
  const answer = fetch(`${gateway.url}${PATH}?wait=true`, {
    ...{ method: 'POST', signal: leaving.signal, body: JSON.stringify(hello) },
    headers: { authorization: 'Bearer rh_alice', 'content-type': 'application/json' },
  })
  await using delivery = await take(gateway)
  leaving.abort()
  await expect(answer).rejects.toThrow()
  await expect.poll(() => gateway.lastKind(delivery.key)).toBe('queued')
})

test('a run whose gateway dies as soon as the queue has it comes to its end, and another gateway knows all of it', async () => {
  await using gateway = await openTestGateway({
    hold: false,
    // What it would say after that nobody hears.
    mesh: (mesh) => ({
      ...mesh,
      log: (definition) => ({
        ...mesh.log(definition),
        append: () => Promise.withResolvers<never>().promise,
      }),
    }),
  })
  void run(gateway).catch(() => undefined)
  await using delivery = await take(gateway)
  const { mesh } = gateway
  await finish(gateway, delivery)
  await using next = await openTestGateway({ hold: false, mesh: () => mesh })
  const events = await next.ask(`${PATH}/${delivery.item.id}/events`)
  expect(String(events.body.text).match(/^event: .*/gm)).toHaveLength(3)
  expect(await next.ask(`${PATH}/${delivery.item.id}`)).toMatchObject({ body: { status: 'succeeded' } })
})

test('nothing is left of a run that must not be stored, although it was called queued late', async () => {
  await using gateway = await openTestGateway({ hold: false })
  const answer = run(gateway, { store: false })
  await using delivery = await take(gateway)
  await expect.poll(() => gateway.lastKind(delivery.key)).toBe('queued')
  await finish(gateway, delivery)
  expect(await answer).toMatchObject({ body: { stored: false } })
  await expect.poll(() => gateway.lastKind(delivery.key)).toBeUndefined()
})

test('nothing is left of it either when its end overtakes that event', async () => {
  const ended = Promise.withResolvers<void>()
  await using gateway = await openTestGateway({
    hold: false,
    mesh: (mesh) => ({
      ...mesh,
      log: (definition) => {
        const log = mesh.log(definition)
        const append: typeof log.append = async (key, number, event, options) => {
          if (event.kind === 'queued') await ended.promise
          return log.append(key, number, event, options)
        }
        return { ...log, append }
      },
    }),
  })
  const answer = run(gateway, { store: false })
  await using delivery = await take(gateway)
  const events = gateway.mesh.log(executionEvents)
  await events.append(delivery.key, 2, { kind: 'finished', result: toResult(delivery.item, true, '1') })
  expect(await answer).toMatchObject({ body: { stored: false } })
  const late = events.waitFor(delivery.key, 'queued', { signal: AbortSignal.timeout(10_000) })
  await new Promise(setImmediate)
  ended.resolve()
  expect(await late).toBeDefined()
  await expect.poll(() => gateway.lastKind(delivery.key)).toBeUndefined()
})

test.each([
  ['is submitted', PATH, {}],
  ['has an idempotency key', `${PATH}?wait=true`, { idempotencyKey: 'once' }],
])(
  'one that %s is called queued at once, and executors are not told to hold back',
  async (_what, path, more) => {
    const appended: string[] = []
    await using gateway = await openTestGateway({ hold: false, mesh: noteAppends(appended) })
    const answer = gateway.ask(path, { json: { ...hello, ...more } })
    await using delivery = await take(gateway)
    expect(delivery.item.awaited).not.toBe(true)
    await expect.poll(() => gateway.lastKind(delivery.key)).toBe('queued')
    await finish(gateway, delivery)
    await answer
    expect(appended.filter((kind) => kind === 'queued')).toHaveLength(1)
  },
)
