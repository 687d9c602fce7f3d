import { setTimeout as delay } from 'node:timers/promises'
import { eventKey, executionEvents, executionQueue, type WorkItem } from '@runhive/contracts/executions'
import type { Delivery, Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { Part } from './part.ts'
import { exponential } from './random.ts'
import { eventsOf, toFinished } from './work.ts'

export interface ExecutorsOptions {
  readonly natsUrl: string
  readonly replicas: number
  readonly executors: number
  /** Executions that each runs at once. */
  readonly hands: number
  /** Mean of the drawn times that programs run, milliseconds. */
  readonly serviceMs: number
}

/** Executors without containers: each is a connection of its own and asks the queue as a real one does. */
export async function openExecutors(options: ExecutorsOptions): Promise<Part> {
  const { natsUrl, replicas, executors, hands, serviceMs } = options
  // Never aborted: they take until they are killed.
  const { signal } = new AbortController()
  const counts: Record<string, number> = {}
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }

  async function handle(mesh: Mesh, delivery: Delivery<WorkItem>, executor: string): Promise<void> {
    const { item } = delivery
    if (item === undefined) throw new Error('an item of the simulation cannot be read')
    count('taken')
    count(`taken ${item.request.metadata.lane ?? ''}`)
    if (delivery.attempt > 1) count('redelivered')
    const log = mesh.log(executionEvents)
    const key = eventKey(item.accountId, item.id)
    const events = eventsOf(executor)
    const appended = events.map((event, at) => log.append(key, at + 2, event))
    const ms = exponential(serviceMs)
    await delay(ms)
    appended.push(log.append(key, events.length + 2, toFinished(item, ms)))
    await Promise.all(appended)
    await delivery.done()
    count('finished')
  }
  async function loop(mesh: Mesh, executor: string): Promise<void> {
    const queue = mesh.queue(executionQueue)
    for (;;) {
      try {
        await using delivery = await queue.take(signal)
        await handle(mesh, delivery, executor)
      } catch {
        count('failed takes')
      }
    }
  }

  const meshes: Mesh[] = []
  for (let n = 0; n < executors; n += 1) {
    const mesh = await connectMesh({ url: natsUrl, service: 'executor', replicas })
    meshes.push(mesh)
    // One after the other, as machines are added: not all at the server at once.
    await mesh.queue(executionQueue).depth()
  }
  for (const [at, mesh] of meshes.entries()) {
    for (let hand = 0; hand < hands; hand += 1) void loop(mesh, `simulated-${at}`)
  }
  return { read: () => ({ counts: { ...counts }, samples: {} }) }
}
