import { setTimeout as delay } from 'node:timers/promises'
import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionCancellations,
  executionEvents,
  executionQueue,
  HOLD_MS,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import { executor, type Runtime } from '@runhive/contracts/executor'
import type { Mesh } from '@runhive/mesh/mesh'
import { RUNTIMES } from './catalogue.ts'

/**
 * Stand-ins for the other services, as small as their contracts allow: for the gateway's own tests and measurements.
 */

export function serveExecutor(mesh: Mesh, runtimes: () => Runtime[] = () => RUNTIMES) {
  const status = () => ({
    slots: { total: 2, free: 2, held: 0 },
    running: 0,
    concurrency: 2,
    pools: { core: { warm: 1, target: 1, starting: 0, waiting: 0 } },
    isolation: { runtime: 'runc', engine: 'none' },
  })
  return mesh.serve(executor, { catalogue: async () => ({ runtimes: runtimes() }) }, { status })
}

/**
 * Does the queue's work one item after another: prints the source back. `hold` is waited for between `started` and the
 * rest; a `cancel` ends the holding. What is short and awaited is told in one message.
 */
export function startWorker(
  mesh: Mesh,
  hold: (item: WorkItem) => Promise<unknown> = async () => {},
): Disposable {
  const stopping = new AbortController()
  void work(mesh, hold, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error
  })
  return { [Symbol.dispose]: () => stopping.abort() }
}

async function work(
  mesh: Mesh,
  hold: (item: WorkItem) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const queue = mesh.queue(executionQueue)
  while (!signal.aborted) {
    await using delivery = await queue.take(signal)
    if (delivery.item) await execute(mesh, delivery.item, hold)
    await delivery.done({ erase: delivery.item?.request.store === false })
  }
}

async function execute(
  mesh: Mesh,
  item: WorkItem,
  hold: (item: WorkItem) => Promise<unknown>,
): Promise<void> {
  const key = eventKey(item.accountId, item.id)
  const log = mesh.log(executionEvents)
  const started: ExecutionEvent = { kind: 'started', runtime: item.runtime, executor: 'fake' }
  const held = hold(item).then(() => 'done' as const)
  const isShort = item.awaited === true && (await Promise.race([held, delay(HOLD_MS)])) === 'done'
  if (!isShort) await log.append(key, 2, started)
  const over = new AbortController()
  const outcome = await Promise.race([held, whenCancelled(mesh, key, over.signal)])
  over.abort()
  const text = item.request.source ?? item.request.files?.[0]?.content ?? ''
  const rest: ExecutionEvent[] = [
    { kind: 'phase', name: 'run' },
    { kind: 'output', stream: 'stdout', text },
  ]
  const finished: ExecutionEvent = { kind: 'finished', result: toResult(item, outcome === 'done', text) }
  if (isShort) return log.append(key, 5, finished, { earlier: [QUEUED, started, ...rest] })
  for (const [at, event] of [...rest, finished].entries()) await log.append(key, 3 + at, event)
}

const QUEUED: ExecutionEvent = { kind: 'queued', position: 0 }

/** Stays open when nobody cancels before `signal` aborts. */
async function whenCancelled(mesh: Mesh, key: string, signal: AbortSignal): Promise<'cancelled'> {
  for await (const _ of mesh.log(executionCancellations).follow(key, { signal })) return 'cancelled'
  return Promise.withResolvers<never>().promise
}

export function toResult(item: WorkItem, succeeded: boolean, stdout: string): ExecutionResult {
  const status = succeeded ? 'succeeded' : 'cancelled'
  const language = item.runtime.split('-')[0] ?? item.runtime
  const phase = { status, exitCode: succeeded ? 0 : null, signal: null, limit: null } as const
  const bytes = { stdoutBytes: Buffer.byteLength(stdout), stderrBytes: 0 }
  return {
    id: item.id,
    language,
    runtime: item.runtime,
    status,
    message: succeeded ? 'exited with code 0 after 1 ms' : 'cancelled by its owner',
    run: {
      ...phase,
      ...bytes,
      stdout,
      stderr: '',
      encoding: 'utf8',
      truncated: { stdout: false, stderr: false },
      wallMs: 1,
      cpuMs: 1,
      memoryBytes: 1_000_000,
    },
    timings: { queuedMs: 0, cellMs: 0, compileMs: 0, runMs: 1, totalMs: 1 },
    limits: item.limits,
    metadata: item.request.metadata,
    stored: item.request.store,
    createdAt: item.acceptedAt,
    finishedAt: new Date().toISOString(),
  }
}
