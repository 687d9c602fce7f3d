import { setTimeout as delay } from 'node:timers/promises'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionEvents,
  executionQueue,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import type { Delivery, Log, Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { Part } from './part.ts'
import { exponential } from './random.ts'
import { eventsOf, toFinished } from './work.ts'

export interface ExecutorsOptions {
  readonly natsUrl: string
  readonly replicas: number
  readonly executors: number
  /** Executions that each runs at once. */
  readonly workers: number
  /** Mean of the random times that programs run, milliseconds. */
  readonly serviceMs: number
}

/**
 * Executors without containers: each is a connection of its own and asks the queue as a real one does. All begin at
 * once.
 */
export async function openExecutors(options: ExecutorsOptions): Promise<Part> {
  const { natsUrl, replicas, executors, workers, serviceMs } = options
  // Never aborted: they take until they are killed.
  const { signal } = new AbortController()
  const counts: Record<string, number> = {}
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }

  async function handle(own: Own, delivery: Delivery<WorkItem>): Promise<void> {
    const { item } = delivery
    if (item === undefined) throw new Error('an item of the simulation cannot be read')
    count('taken')
    count(`taken ${item.request.metadata.lane ?? ''}`)
    if (delivery.attempt > 1) count('redelivered')
    const key = eventKey(item.accountId, item.id)
    const events = eventsOf(own.executor)
    const appended = events.map((event, at) => own.log.append(key, at + 2, event))
    const ms = exponential(serviceMs)
    await delay(ms)
    appended.push(own.log.append(key, events.length + 2, toFinished(item, ms)))
    await Promise.all(appended)
    await delivery.done()
    count('finished')
  }
  async function loop({ mesh, ...own }: Own & { mesh: Mesh }): Promise<void> {
    const queue = mesh.queue(executionQueue)
    for (;;) {
      try {
        await using delivery = await queue.take(signal)
        await handle(own, delivery)
      } catch {
        count('failed takes')
      }
    }
  }

  const meshes: Mesh[] = []
  while (meshes.length < executors) {
    meshes.push(await connectMesh({ url: natsUrl, service: 'executor', replicas }))
  }
  for (const [at, mesh] of meshes.entries()) {
    const own = { mesh, executor: `simulated-${at}`, log: mesh.log(executionEvents) }
    for (let worker = 0; worker < workers; worker += 1) void loop(own)
  }
  return { read: () => ({ counts: { ...counts }, samples: {} }) }
}

/** What the workers of one executor share. */
interface Own {
  readonly executor: string
  readonly log: Log<ExecutionEvent>
}
