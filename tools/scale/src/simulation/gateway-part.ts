import { setTimeout as delay } from 'node:timers/promises'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import {
  eventKey,
  executionEvents,
  executionQueue,
  type Lane,
  type WorkItem,
} from '@runhive/contracts/execution-streams'
import type { Log, Queue } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { Part } from './part.ts'
import { exponential } from './random.ts'
import { makeItem } from './work.ts'

export interface Tenant {
  readonly accountId: string
  readonly lane: Lane
  /** Executions a second, at random times; 0 for none but the backlog. */
  readonly perSecond: number
  /** Executions put into the queue before anything else. Default 0. */
  readonly backlog?: number
}

export interface GatewayOptions {
  readonly natsUrl: string
  readonly replicas: number
  readonly tenants: ReadonlyArray<Tenant>
  /** Watchers that follow all events of each execution, beside the caller that waits for its end. */
  readonly watchers: number
}

const PUBLISHED_AT_ONCE = 64

/** A gateway without HTTP: accepts executions and waits for their ends as `executions.run` does. */
export async function openGateway(options: GatewayOptions): Promise<Part> {
  const { natsUrl, replicas, tenants, watchers } = options
  const mesh = await connectMesh({ url: natsUrl, service: 'gateway', replicas })
  // Never aborted: they ask until they are killed.
  const { signal } = new AbortController()
  const tally = createTally()
  // Opened once, as in a gateway: what a queue and a log ask the server first, they ask once.
  const [queue, log] = [mesh.queue(executionQueue), mesh.log(executionEvents)]
  const context = { queue, log, watchers, signal, tally }
  for (const tenant of tenants) await publishBacklog(context, tenant)
  for (const tenant of tenants) if (tenant.perSecond > 0) void arrive(context, tenant)
  return { read: tally.read }
}

interface Context {
  readonly queue: Queue<WorkItem>
  readonly log: Log<ExecutionEvent>
  readonly watchers: number
  readonly signal: AbortSignal
  readonly tally: ReturnType<typeof createTally>
}

/** Open loop: who comes does not look at how busy it is. */
async function arrive(context: Context, tenant: Tenant): Promise<void> {
  let next = performance.now()
  for (;;) {
    next += exponential(1_000 / tenant.perSecond)
    const ms = next - performance.now()
    if (ms > 1) await delay(ms)
    // A machine that others use may be too slow for a server's timeout: counted, and reported with the results.
    run(context, tenant).catch(() => context.tally.count('failures'))
  }
}

/** One execution from its acceptance to its end. */
async function run(context: Context, tenant: Tenant): Promise<void> {
  const { queue, log, watchers, signal, tally } = context
  const item = makeItem(tenant.accountId)
  const key = eventKey(item.accountId, item.id)
  const ended = log.waitFor(key, 'finished', { fresh: true, signal })
  const startedAt = performance.now()
  const started = log.waitFor(key, 'started', { fresh: true, signal })
  const watching = Array.from({ length: watchers }, () => watch(context, key))
  const told = log.append(key, 1, { kind: 'queued', position: 0 })
  await queue.publish(key, labelled(item, tenant), { lane: tenant.lane })
  tally.count('accepted')
  tally.sample('accept', performance.now() - startedAt)
  const acceptedAt = performance.now()
  if (await started) tally.sample(`wait ${tenant.lane}`, performance.now() - acceptedAt)
  if (await ended) tally.count('ended')
  await Promise.all([told, ...watching])
}

async function watch({ log, signal: until, tally }: Context, key: string): Promise<void> {
  const leave = new AbortController()
  const signal = AbortSignal.any([until, leave.signal])
  for await (const { event } of log.follow(key, { fresh: true, signal })) {
    tally.count('watched')
    // Both ends are on this machine.
    if (event.kind === 'finished') {
      tally.sample('fan-out', Date.now() - Date.parse(event.result.finishedAt))
      leave.abort()
    }
  }
}

async function publishBacklog({ queue, tally }: Context, tenant: Tenant): Promise<void> {
  let left = tenant.backlog ?? 0
  const publish = async () => {
    while (left > 0) {
      left -= 1
      const item = makeItem(tenant.accountId)
      await queue.publish(eventKey(item.accountId, item.id), labelled(item, tenant), { lane: tenant.lane })
      tally.count('accepted')
    }
  }
  await Promise.all(Array.from({ length: PUBLISHED_AT_ONCE }, publish))
}

/** So that who takes it can count by lane. */
function labelled(item: ReturnType<typeof makeItem>, { lane }: Tenant) {
  return { ...item, request: { ...item.request, metadata: { lane } } }
}

function createTally() {
  const counts: Record<string, number> = {}
  let samples: Record<string, number[]> = {}
  return {
    count(name: string) {
      counts[name] = (counts[name] ?? 0) + 1
    },
    sample(name: string, ms: number) {
      const list = samples[name] ?? []
      list.push(ms)
      samples[name] = list
    },
    read() {
      const taken = samples
      samples = {}
      return { counts: { ...counts }, samples: taken }
    },
  }
}
