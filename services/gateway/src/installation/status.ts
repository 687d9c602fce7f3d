import { executionQueue } from '@runhive/contracts/execution-streams'
import { ExecutorStatus } from '@runhive/contracts/executor'
import { roles } from '@runhive/contracts/roles'
import type { Mesh, Queue, ServiceInstance } from '@runhive/mesh/mesh'
import * as z from 'zod'

/** How full the queue is: at either capacity another execution is refused. */
export const QueueFullness = z.object({
  depth: z.int().nonnegative().describe('Executions accepted but not finished, including those in progress.'),
  capacity: z.int().describe('Maximum number of executions.'),
  bytes: z.int().nonnegative().describe('Bytes used.'),
  capacityBytes: z.int().describe('Maximum number of bytes.'),
})

export type Status = z.output<typeof Status>
/** How the whole service is, for anyone: no addresses, no accounts. */
export const Status = z.object({
  status: z.enum(['ok', 'degraded']).describe('degraded: a service is missing.'),
  services: z.array(
    z.object({
      name: z.string(),
      instances: z.array(z.object({ id: z.string(), version: z.string(), startedAt: z.string() })),
    }),
  ),
  executors: z.array(ExecutorStatus.extend({ id: z.string() })),
  queue: QueueFullness,
  checkedAt: z.iso.datetime(),
})

/** Of the queue. */
export const CAPACITY = {
  capacity: executionQueue.maxItems,
  capacityBytes: executionQueue.maxBytes,
} as const

/** Shown even when no instance answers. */
export const EXPECTED: readonly string[] = Object.keys(roles).toSorted()

/** Names of the services that answer and of those that should. */
export function expectedServices(instances: readonly ServiceInstance[]): string[] {
  return [...new Set([...EXPECTED, ...instances.map(({ service }) => service)])].toSorted()
}

/** Asks all services. Takes as long as discovery waits for slow ones, or for one that is missing. */
export async function readStatus(
  mesh: Pick<Mesh, 'discover'>,
  queue: Pick<Queue<unknown>, 'depth' | 'bytes'>,
): Promise<Status> {
  const [instances, depth, bytes] = await Promise.all([
    mesh.discover({ expected: EXPECTED }),
    queue.depth(),
    queue.bytes(),
  ])
  const services = expectedServices(instances).map((name) => ({
    name,
    instances: instances.filter(({ service }) => service === name).map(toInstance),
  }))
  const missing = services.some((service) => service.instances.length === 0)
  return {
    status: missing ? 'degraded' : 'ok',
    services,
    executors: toExecutors(instances),
    queue: { depth, bytes, ...CAPACITY },
    checkedAt: new Date().toISOString(),
  }
}

const toInstance = ({ instanceId, version, startedAt }: ServiceInstance) => ({
  id: instanceId,
  version,
  startedAt,
})

/** The status that each executor among these reports. */
export function toExecutors(instances: readonly ServiceInstance[]): Status['executors'] {
  return instances.filter(({ service }) => service === 'executor').flatMap(toExecutor)
}

/** An executor whose status does not fit, e.g. of another version, is an instance without details. */
function toExecutor({ instanceId, status }: ServiceInstance): Status['executors'] {
  const parsed = ExecutorStatus.safeParse(status)
  return parsed.success ? [{ id: instanceId, ...parsed.data }] : []
}
