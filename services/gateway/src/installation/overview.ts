import type { CallScope, Client } from '@runhive/contracts/define'
import { EXECUTION_STATUSES, ExecutionStatus } from '@runhive/contracts/execution-result'
import { type history, Outcomes } from '@runhive/contracts/history'
import type { Mesh, Queue, ServiceInstance } from '@runhive/mesh/mesh'
import * as z from 'zod'
import { CAPACITY, EXPECTED, expectedServices, QueueFullness, Status, toExecutors } from './status.ts'

const Procedure = z.object({
  name: z.string(),
  calls: z.int().nonnegative().describe('Since the instance started, like the other counts.'),
  errors: z.int().nonnegative(),
  averageMs: z.number().nonnegative(),
})

export type Overview = z.output<typeof Overview>
/** What an operator wants to see at a glance. */
export const Overview = z.object({
  checkedAt: z.iso.datetime(),
  services: z.array(
    z.object({
      name: z.string(),
      instances: z.array(
        z.object({
          id: z.string(),
          version: z.string(),
          startedAt: z.string(),
          procedures: z.array(Procedure),
        }),
      ),
    }),
  ),
  executors: Status.shape.executors,
  queue: QueueFullness.extend({
    oldestAgeMs: z
      .number()
      .nonnegative()
      .nullable()
      .describe('How long ago the oldest of them was accepted; null if there is none.'),
    lanes: z.array(z.object({ name: z.string(), depth: z.int().nonnegative() })),
  }),
  outcomes: Outcomes.extend({ byStatus: z.record(ExecutionStatus, z.int().nonnegative()) })
    .nullable()
    .describe('null while history is unavailable.'),
})

export interface OverviewDeps {
  readonly mesh: Pick<Mesh, 'discover'>
  readonly queue: Pick<Queue<unknown>, 'depths' | 'bytes' | 'oldest'>
  readonly history: Pick<Client<typeof history>, 'outcomes'>
}

const OUTCOME_HOURS = 24

/** Asks all services, the queue and history at once. */
export async function readOverview(deps: OverviewDeps, scope: CallScope): Promise<Overview> {
  const [instances, depths, bytes, oldest, outcomes] = await Promise.all([
    deps.mesh.discover({ expected: EXPECTED }),
    deps.queue.depths(),
    deps.queue.bytes(),
    deps.queue.oldest(),
    deps.history.outcomes({ hours: OUTCOME_HOURS }, scope).catch(() => null),
  ])
  const lanes = Object.entries(depths).map(([name, depth]) => ({ name, depth }))
  return {
    checkedAt: new Date().toISOString(),
    services: expectedServices(instances).map((name) => ({
      name,
      instances: instances.filter(({ service }) => service === name).map(toInstance),
    })),
    executors: toExecutors(instances),
    queue: {
      depth: lanes.reduce((sum, { depth }) => sum + depth, 0),
      bytes,
      ...CAPACITY,
      oldestAgeMs: oldest ? Math.max(0, Date.now() - oldest.getTime()) : null,
      lanes,
    },
    outcomes: outcomes && { ...outcomes, byStatus: withEvery(outcomes.byStatus) },
  }
}

const toInstance = ({ instanceId, version, startedAt, procedures }: ServiceInstance) => ({
  id: instanceId,
  version,
  startedAt,
  procedures: [...procedures],
})

function withEvery(byStatus: Outcomes['byStatus']): Record<ExecutionStatus, number> {
  const entries = EXECUTION_STATUSES.map((status) => [status, byStatus[status] ?? 0] as const)
  return Object.fromEntries(entries) as Record<ExecutionStatus, number> // every status has been named
}
