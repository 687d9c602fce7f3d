import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionCancellations,
  executionEvents,
  HOLD_MS,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import { createMemoryMesh } from '@runhive/mesh/memory'
import type { Mesh } from '@runhive/mesh/mesh'
import { expect, test } from 'vitest'
import { createManualClock, settle } from '../../testing/clock.ts'
import { toItem } from '../../testing/executor.ts'
import { progressOf } from '../../testing/progress.ts'
import { NO_TIMES, toResult } from '../domain/result/result.ts'
import { openCancellations } from './cancellations.ts'
import { runDelivery } from './run-delivery.ts'

const toFinished = (item: WorkItem) =>
  toResult(
    item,
    { status: 'succeeded', message: 'ok' },
    { language: 'python', times: { takenAt: 0, ...NO_TIMES } },
  )
const output = (text: string): ExecutionEvent => ({ kind: 'output', stream: 'stdout', text })
const queued = (position: number): ExecutionEvent => ({ kind: 'queued', position })

/** A delivery whose program says and ends what the test wants, when it wants. */
async function deliver(mesh: Mesh, item: WorkItem, attempt = 1) {
  const log = mesh.log(executionEvents)
  const key = eventKey(item.accountId, item.id)
  const clock = createManualClock()
  const appended: number[] = []
  const ended = Promise.withResolvers<void>()
  const running = Promise.withResolvers<(event: ExecutionEvent) => void>()
  const done: unknown[] = []
  const delivered = runDelivery(
    {
      events: {
        append(at, number, event, options) {
          appended.push(number)
          return log.append(at, number, event, options)
        },
      },
      progress: (asked) => progressOf(log, asked),
      erasures: { append: async () => undefined },
      cancellations: await openCancellations(mesh.log(executionCancellations)),
      clock,
      run: async (ran, { onEvent }) => {
        onEvent({ kind: 'started', runtime: ran.runtime, executor: 'me' })
        running.resolve(onEvent)
        await ended.promise
        return toFinished(ran)
      },
      onFinished: () => undefined,
      onUnreadable: () => undefined,
    },
    {
      ...{ id: key, item, attempt },
      done: async (options) => void done.push(options),
      [Symbol.asyncDispose]: async () => {},
    },
  )
  return {
    ...{ key, clock, appended, done },
    say: await running.promise,
    async end() {
      ended.resolve()
      await delivered
    },
  }
}

async function eventsOf(mesh: Mesh, key: string): Promise<string[]> {
  const seen: string[] = []
  for await (const { number, event } of mesh
    .log(executionEvents)
    .follow(key, { signal: AbortSignal.timeout(10_000) })) {
    seen.push(`${number} ${event.kind}`)
    if (event.kind === 'finished') break
  }
  return seen
}

const awaited = (): WorkItem => ({ ...toItem({}), awaited: true })

test('the events of a short run that is awaited are one message, from the first to the last', async () => {
  await using mesh = createMemoryMesh()
  const run = await deliver(mesh, awaited())
  await run.clock.advance(HOLD_MS - 1)
  run.say(output('hi'))
  expect(run.appended).toEqual([])
  await run.end()
  expect(run.appended).toEqual([4])
  expect(await eventsOf(mesh, run.key)).toEqual(['1 queued', '2 started', '3 output', '4 finished'])
  expect(run.done).toEqual([{ erase: false, unconfirmed: true }])
})

test('those of a longer run are sent when the moment is over, and live from then on', async () => {
  await using mesh = createMemoryMesh()
  const run = await deliver(mesh, awaited())
  await mesh.log(executionEvents).append(run.key, 1, queued(0))
  await run.clock.advance(HOLD_MS)
  expect(run.appended).toEqual([2])
  run.say(output('hi'))
  await settle()
  expect(run.appended).toEqual([2, 3])
  await run.end()
  expect(await eventsOf(mesh, run.key)).toEqual(['1 queued', '2 started', '3 output', '4 finished'])
})

test('of a run that nobody waits for nothing is held back', async () => {
  await using mesh = createMemoryMesh()
  const run = await deliver(mesh, toItem({}))
  await settle()
  expect(run.appended).toEqual([2])
  await run.end()
  expect(run.appended).toEqual([2, 3])
})

test('one that waited so long that its gateway said so is followed without a repeat', async () => {
  await using mesh = createMemoryMesh()
  const item = awaited()
  const key = eventKey(item.accountId, item.id)
  const log = mesh.log(executionEvents)
  await log.append(key, 1, queued(3))
  const run = await deliver(mesh, item)
  await run.end()
  await log.append(key, 1, queued(3))
  expect(await eventsOf(mesh, key)).toEqual(['1 queued', '2 started', '3 finished'])
})

test('what an executor held back when it died is told by the next one, at once', async () => {
  await using mesh = createMemoryMesh()
  const item = awaited()
  await deliver(mesh, item)
  const next = await deliver(mesh, item, 2)
  await settle()
  expect(next.appended).toEqual([2])
  const third = await deliver(mesh, item, 3)
  await third.end()
  await mesh.log(executionEvents).append(next.key, 1, queued(0))
  expect(await eventsOf(mesh, next.key)).toEqual(['1 queued', '2 started', '3 started', '4 finished'])
})

test('a program that says more than travels in one message is heard before the moment is over', async () => {
  await using mesh = createMemoryMesh()
  const run = await deliver(mesh, awaited())
  run.say(output('x'.repeat(64 * 1024)))
  await settle()
  expect(run.appended).toEqual([])
  run.say(output('y'))
  await settle()
  expect(run.appended).toEqual([2, 3, 4])
  await run.end()
})

test('whenever the moment ends, every event has its number, in the order in which it happened', async () => {
  for (let over = 0; over <= 8; over += 1) {
    await using mesh = createMemoryMesh()
    const run = await deliver(mesh, awaited())
    for (let at = 0; at < 8; at += 1) {
      if (at === over) await run.clock.advance(HOLD_MS)
      if (at % 3 === 0) await settle()
      run.say(output(String(at)))
    }
    await run.end()
    const texts: string[] = []
    for await (const { event } of mesh
      .log(executionEvents)
      .follow(run.key, { after: 2, signal: AbortSignal.timeout(10_000) })) {
      if (event.kind === 'finished') break
      texts.push(event.kind === 'output' ? (event.text ?? '') : event.kind)
    }
    expect(texts.join('')).toBe('01234567')
    expect(run.appended).toEqual(over < 8 ? Array.from({ length: 10 }, (_, at) => at + 2) : [11])
  }
})
