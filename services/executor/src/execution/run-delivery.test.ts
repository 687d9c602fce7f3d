import { randomUUID } from 'node:crypto'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionCancellations,
  executionEvents,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import { createMemoryMesh } from '@runhive/mesh/memory'
import type { Delivery, Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { toItem } from '../../testing/executor.ts'
import { progressOf } from '../../testing/progress.ts'
import { NO_TIMES, toResult } from '../domain/result/result.ts'
import { systemClock } from '../pool/clock.ts'
import { openCancellations } from './cancellations.ts'
import { type DeliveryDeps, runDelivery } from './run-delivery.ts'

const succeed = (item: WorkItem) =>
  toResult(
    item,
    { status: 'succeeded', message: 'ok' },
    { language: 'python', times: { takenAt: 0, ...NO_TIMES } },
  )

async function open(mesh: Mesh, own: Partial<DeliveryDeps> = {}) {
  const unreadable: string[] = []
  const log = mesh.log(executionEvents)
  const deps: DeliveryDeps = {
    events: log,
    progress: (key) => progressOf(log, key),
    erasures: { append: async () => undefined },
    cancellations: await openCancellations(mesh.log(executionCancellations)),
    clock: systemClock,
    run: async (item, { onEvent }) => {
      onEvent({ kind: 'started', runtime: item.runtime, executor: 'me' })
      return succeed(item)
    },
    onFinished: () => undefined,
    onUnreadable: (id) => unreadable.push(id),
    ...own,
  }
  return { deps, unreadable }
}

function toDelivery(item: WorkItem | undefined, own: { attempt?: number; id?: string } = {}) {
  const state = { done: 0 }
  const delivery: Delivery<WorkItem> = {
    id: own.id ?? (item ? eventKey(item.accountId, item.id) : 'nothing'),
    item,
    attempt: own.attempt ?? 1,
    done: async () => {
      state.done += 1
    },
    [Symbol.asyncDispose]: async () => {},
  }
  return { delivery, state }
}

async function eventsOf(mesh: Mesh, key: string): Promise<{ number: number; kind: string }[]> {
  const stop = new AbortController()
  const seen: { number: number; kind: string }[] = []
  for await (const { number, event } of mesh.log(executionEvents).follow(key, { signal: stop.signal })) {
    seen.push({ number, kind: event.kind })
    if (event.kind === 'finished') break
  }
  stop.abort()
  return seen
}
const queued: ExecutionEvent = { kind: 'queued', position: 0 }

test('events follow the gateway’s first one without a gap, and the item is done after finished is stored', async () => {
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh)
  const item = toItem({})
  const key = eventKey(item.accountId, item.id)
  await mesh.log(executionEvents).append(key, 1, queued)
  const { delivery, state } = toDelivery(item)
  await runDelivery(deps, delivery)
  expect(state.done).toBe(1)
  expect(await eventsOf(mesh, key)).toEqual([
    { number: 1, kind: 'queued' },
    { number: 2, kind: 'started' },
    { number: 3, kind: 'finished' },
  ])
})

test('what history must know of an item goes on to it with the end', async () => {
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh)
  for (const known of [{ retentionDays: 7, requestSent: true }, {}]) {
    const item = { ...toItem({}), ...known }
    await runDelivery(deps, toDelivery(item).delivery)
    const last = await mesh.log(executionEvents).last(eventKey(item.accountId, item.id))
    expect(last?.event).toEqual({ kind: 'finished', result: expect.anything(), ...known })
  }
})

test('an item is not done when its result could not be stored', async () => {
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh)
  const broken = { ...deps.events, append: () => Promise.reject(new Error('no store')) }
  const { delivery, state } = toDelivery(toItem({}))
  await expect(runDelivery({ ...deps, events: broken }, delivery)).rejects.toThrow('no store')
  expect(state.done).toBe(0)
})

test('a second delivery goes on numbering where the first executor died', async () => {
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh)
  const item = toItem({})
  const key = eventKey(item.accountId, item.id)
  const log = mesh.log(executionEvents)
  await log.append(key, 1, queued)
  await log.append(key, 2, { kind: 'started', runtime: 'python-3.13', executor: 'dead' })
  await log.append(key, 3, { kind: 'phase', name: 'run' })
  await runDelivery(deps, toDelivery(item, { attempt: 2 }).delivery)
  expect((await eventsOf(mesh, key)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
})

test('a second delivery of what is finished already only ends the item', async () => {
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh, { run: () => expect.unreachable() })
  const item = toItem({})
  const key = eventKey(item.accountId, item.id)
  await mesh.log(executionEvents).append(key, 1, queued)
  await mesh.log(executionEvents).append(key, 2, { kind: 'finished', result: succeed(item) })
  const { delivery, state } = toDelivery(item, { attempt: 2 })
  await runDelivery(deps, delivery)
  expect(state.done).toBe(1)
  expect((await mesh.log(executionEvents).last(key))?.number).toBe(2)
})

test('a second delivery sees that it is finished when a late event is stored behind the end', async () => {
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh, { run: () => expect.unreachable() })
  const item = toItem({})
  const key = eventKey(item.accountId, item.id)
  await mesh.log(executionEvents).append(key, 2, { kind: 'finished', result: succeed(item) })
  await mesh.log(executionEvents).append(key, 1, queued)
  const { delivery, state } = toDelivery(item, { attempt: 2 })
  await runDelivery(deps, delivery)
  expect(state.done).toBe(1)
})

test('a second delivery numbers on after the highest number, wherever it is stored', async () => {
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh)
  const item = toItem({})
  const key = eventKey(item.accountId, item.id)
  for (const number of [2, 3]) await mesh.log(executionEvents).append(key, number, started)
  await mesh.log(executionEvents).append(key, 1, queued)
  await runDelivery(deps, toDelivery(item, { attempt: 2 }).delivery)
  expect((await mesh.log(executionEvents).last(key, 'finished'))?.number).toBeGreaterThan(3)
})

const started: ExecutionEvent = { kind: 'started', runtime: 'python-3.13', executor: 'dead' }
const LOST = {
  status: 'internal_error',
  message: 'the executors running it were lost repeatedly',
}

test.each([
  ['had started', started, 4],
  ['never started', queued, 11],
])(
  'what %s and took executor after executor with it is run no more, and ends as our error',
  async (...row) => {
    const [, event, attempt] = row
    await using mesh = createMemoryMesh()
    const { deps } = await open(mesh, { run: () => expect.unreachable() })
    const item = toItem({})
    const numbered = event === queued ? 1 : 2
    await mesh.log(executionEvents).append(eventKey(item.accountId, item.id), numbered, event)
    const { delivery, state } = toDelivery(item, { attempt })
    await runDelivery(deps, delivery)
    expect(state.done).toBe(1)
    expect((await mesh.log(executionEvents).last(delivery.id))?.event).toMatchObject({ result: LOST })
  },
)

test.each([
  ['had started', started, 3],
  ['never started', queued, 10],
])('what %s is run again before that', async (...row) => {
  const [, event, attempt] = row
  await using mesh = createMemoryMesh()
  const { deps } = await open(mesh)
  const item = toItem({})
  const key = eventKey(item.accountId, item.id)
  await mesh.log(executionEvents).append(key, event === queued ? 1 : 2, event)
  await runDelivery(deps, toDelivery(item, { attempt }).delivery)
  expect((await mesh.log(executionEvents).last(key))?.event).toMatchObject({
    result: { status: 'succeeded' },
  })
})

test('an item nobody can read ends for its watchers, when its id says who they are', async () => {
  await using mesh = createMemoryMesh()
  const { deps, unreadable } = await open(mesh, { run: () => expect.unreachable() })
  const key = eventKey('someone', randomUUID())
  await mesh.log(executionEvents).append(key, 1, queued)
  const { delivery, state } = toDelivery(undefined, { id: key })
  await runDelivery(deps, delivery)
  expect([state.done, unreadable]).toEqual([1, [key]])
  expect(await eventsOf(mesh, key)).toEqual([
    { number: 1, kind: 'queued' },
    { number: 2, kind: 'finished' },
  ])
})

test('an item nobody can read and nobody owns is taken out of the queue', async () => {
  await using mesh = createMemoryMesh()
  const { deps, unreadable } = await open(mesh)
  const { delivery, state } = toDelivery(undefined, { id: 'garbage' })
  await runDelivery(deps, delivery)
  expect([state.done, unreadable]).toEqual([1, ['garbage']])
})

test('a cancellation reaches an execution that waits, one that runs, and no other', async () => {
  await using mesh = createMemoryMesh()
  const control = mesh.log(executionCancellations)
  const cancellations = await openCancellations(control)
  const [early, late, other] = [randomUUID(), randomUUID(), randomUUID()]
  await control.append(eventKey('me', early), 1, { kind: 'cancel' })
  await settle()
  using watchedEarly = cancellations.watch('me', early, new Date())
  using watchedLate = cancellations.watch('me', late, new Date())
  using watchedOther = cancellations.watch('me', other, new Date())
  await control.append(eventKey('me', late), 1, { kind: 'cancel' })
  await settle()
  expect([watchedEarly, watchedLate, watchedOther].map(({ signal }) => signal.aborted)).toEqual([
    true,
    true,
    false,
  ])
})

test('a cancellation reaches every delivery of its execution, whichever of them ends first', async () => {
  await using mesh = createMemoryMesh()
  const control = mesh.log(executionCancellations)
  const cancellations = await openCancellations(control)
  const id = randomUUID()
  const earlier = cancellations.watch('me', id, new Date())
  earlier[Symbol.dispose]()
  const first = cancellations.watch('me', id, new Date())
  earlier[Symbol.dispose]()
  using second = cancellations.watch('me', id, new Date())
  using third = cancellations.watch('me', id, new Date())
  first[Symbol.dispose]()
  first[Symbol.dispose]()
  await control.append(eventKey('me', id), 1, { kind: 'cancel' })
  await settle()
  expect([first, second, third].map(({ signal }) => signal.aborted)).toEqual([false, true, true])
})

test('a cancelled execution that comes again, because its end could not be stored, is cancelled still', async () => {
  await using mesh = createMemoryMesh()
  const cancelled: boolean[] = []
  const { deps } = await open(mesh, {
    run: async (item, { signal }) => {
      await settle()
      cancelled.push(signal.aborted)
      return succeed(item)
    },
  })
  const item = toItem({})
  const key = eventKey(item.accountId, item.id)
  await mesh.log(executionCancellations).append(key, 1, { kind: 'cancel' })
  const broken = { ...deps.events, append: () => Promise.reject(new Error('no store')) }
  await expect(runDelivery({ ...deps, events: broken }, toDelivery(item).delivery)).rejects.toThrow(
    'no store',
  )
  await runDelivery(deps, toDelivery(item, { attempt: 2 }).delivery)
  expect(cancelled).toEqual([true, true])
})

test('nothing is run before earlier cancellations have been looked up', async () => {
  await using mesh = createMemoryMesh()
  const cancel = new AbortController()
  const aborted: boolean[] = []
  const { deps } = await open(mesh, {
    cancellations: {
      watch: () => ({
        signal: cancel.signal,
        checked: settle().then(() => cancel.abort()),
        [Symbol.dispose]: () => undefined,
      }),
      [Symbol.asyncDispose]: async () => undefined,
    },
    run: async (item, { signal }) => {
      aborted.push(signal.aborted)
      return succeed(item)
    },
  })
  await runDelivery(deps, toDelivery(toItem({})).delivery)
  expect(aborted).toEqual([true])
})

test.each([
  ['', -60_000],
  [', also when the gateway’s clock is ahead', 5_000],
])('a cancellation from before this executor listened is looked up%s', async (_also, acceptedMs) => {
  await using mesh = createMemoryMesh()
  const control = mesh.log(executionCancellations)
  const id = randomUUID()
  await control.append(eventKey('me', id), 1, { kind: 'cancel' })
  const deaf = { ...control, tail: async () => ({ [Symbol.asyncDispose]: async () => {} }) }
  const cancellations = await openCancellations(deaf)
  using watched = cancellations.watch('me', id, new Date(Date.now() + acceptedMs))
  await watched.checked
  expect(watched.signal.aborted).toBe(true)
})
