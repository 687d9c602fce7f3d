import { executionControl } from '@runhive/contracts/execution-control'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { eventKey, executionEvents, type WorkItem } from '@runhive/contracts/execution-streams'
import { ExecutionRequest } from '@runhive/contracts/request'
import { createMemoryMesh } from '@runhive/mesh/memory'
import { expect, test } from 'vitest'
import { GatewayError } from '../errors/gateway-error.ts'
import { serveRun } from '../testing/running.ts'
import { toResult } from '../testing/services.ts'
import type { Ticker } from './attendance.ts'
import { createResultTurns } from './lookup/result-turns.ts'
import { type WatchScope, watchExecution } from './watch.ts'

const owned = { accountId: 'alice', id: '0192f0c1-2d3e-7abc-8def-0123456789ab' }
const key = eventKey(owned.accountId, owned.id)

/** A run that is under way, and a clock of attendance that the test moves. */
async function openRun() {
  const mesh = createMemoryMesh()
  const log = mesh.log(executionEvents)
  const append = (number: number, event: ExecutionEvent) => log.append(key, number, event)
  await append(1, { kind: 'queued', position: 0 })
  await append(2, { kind: 'started', runtime: 'python-3.13', executor: 'me' })
  const run = serveRun(mesh, owned)
  const ticks = new Set<() => void>()
  const ticker: Ticker = (onTick) => {
    const tick = () => onTick()
    ticks.add(tick)
    return { [Symbol.dispose]: () => void ticks.delete(tick) }
  }
  const history = { get: async () => Promise.reject(new Error('not asked')) }
  const runningAt = (at: string) => mesh.connectAt(executionControl, at)
  return {
    heard: run.heard,
    ticks,
    tick: () => {
      for (const tick of ticks) tick()
    },
    async watch(
      after: number,
      signal = AbortSignal.timeout(20_000),
      untilWritable?: WatchScope['untilWritable'],
    ) {
      const scope = { signal, untilWritable }
      const deps = { events: log, history, runningAt, attendance: ticker, turns: createResultTurns() }
      const watched = await watchExecution(deps, { ...owned, after }, scope)
      return watched[Symbol.asyncIterator]()
    },
    append,
    async [Symbol.asyncDispose]() {
      await run[Symbol.asyncDispose]()
      await mesh[Symbol.asyncDispose]()
    },
  }
}

const attended = (times: number) => Array.from({ length: times }, () => ({ call: 'attend' }))

test('while somebody watches, the executor is told at every tick, and no longer once they have left', async () => {
  await using run = await openRun()
  const watched = await run.watch(0)
  await watched.next()
  expect(run.heard).toEqual([])
  for (const times of [1, 2, 3]) {
    run.tick()
    await expect.poll(() => run.heard).toEqual(attended(times))
  }
  await watched.return?.()
  expect(run.ticks.size).toBe(0)
})

test('a watcher that comes back is told of at once, so that reconnecting keeps a run alive', async () => {
  await using run = await openRun()
  for (const times of [1, 2]) {
    const watched = await run.watch(1)
    await watched.next()
    await expect.poll(() => run.heard).toEqual(attended(times))
    await watched.return?.()
  }
  expect(run.ticks.size).toBe(0)
})

test('a watch whose signal aborts does not end as if it had seen all', async () => {
  await using run = await openRun()
  const revoked = new GatewayError('UNAUTHENTICATED')
  for (const [reason, code] of [
    [revoked, 'UNAUTHENTICATED'],
    [undefined, 'CANCELLED'],
  ] as const) {
    const leaving = new AbortController()
    const watched = await run.watch(1, leaving.signal)
    await watched.next()
    const next = watched.next()
    leaving.abort(reason)
    await expect(next).rejects.toMatchObject({ code })
  }
  const request = ExecutionRequest.parse({ language: 'python', source: '' })
  const item = { id: owned.id, runtime: 'python-3.13', request, acceptedAt: new Date().toISOString() }
  await run.append(3, { kind: 'finished', result: toResult(item as WorkItem, true, '') })
  const leaving = new AbortController()
  const watched = await run.watch(2, leaving.signal)
  expect(await watched.next()).toMatchObject({ done: false })
  leaving.abort()
  expect(await watched.next()).toMatchObject({ done: true })
})

test('a watcher that reads nothing does not keep a stream whose signal has aborted', async () => {
  await using run = await openRun()
  const leaving = new AbortController()
  const full = Promise.withResolvers<void>()
  const watched = await run.watch(0, leaving.signal, (signal) => {
    full.resolve()
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
  })
  const next = watched.next()
  await full.promise
  leaving.abort(new GatewayError('UNAUTHENTICATED'))
  await expect(next).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('nobody is told of a watch that was opened and never read', async () => {
  await using run = await openRun()
  await run.watch(0)
  expect(run.ticks.size).toBe(0)
})

test('a run that nobody serves any more does not end its watch', async () => {
  await using run = await openRun()
  const watched = await run.watch(0)
  await watched.next()
  await run[Symbol.asyncDispose]()
  run.tick()
  expect(await watched.next()).toMatchObject({ done: false })
})
