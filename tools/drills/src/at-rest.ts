import { ExecutorStatus } from '@runhive/contracts/executor'
import type { ServiceInstance } from '@runhive/mesh/mesh'

/** The state of everything that runs containers, at one moment. */
export interface Moment {
  /** The instances that answered a discovery on the mesh. */
  readonly instances: ReadonlyArray<Pick<ServiceInstance, 'service' | 'instanceId' | 'status'>>
  /** How many executors there are. */
  readonly executors: number
  /** Containers of cells on all their engines. */
  readonly cells: number
}

export interface Rest {
  /** Cells beyond the warm ones; NaN while an executor is busy or does not answer. */
  readonly orphans: number
  /** Why that is not 0, as text. */
  readonly inTheWay: string | undefined
}

/** Whether nothing runs, and every cell is a warm cell that its executor knows. */
export function findRest({ instances, executors, cells }: Moment): Rest {
  const answers = instances
    .filter(({ service }) => service === 'executor')
    .map(({ instanceId, status }) => ({ instanceId, status: ExecutorStatus.parse(status) }))
  const told = answers.map(({ instanceId, status }) => `${instanceId}: ${describe(status)}`).join('; ')
  const say = (what: string) => (told === '' ? what : `${what} (${told})`)
  if (answers.length !== executors) {
    return { orphans: Number.NaN, inTheWay: say(`${answers.length} of ${executors} executors answer`) }
  }
  if (answers.some(({ status }) => isBusy(status))) {
    return { orphans: Number.NaN, inTheWay: say('an executor is busy') }
  }
  const warm = answers.flatMap(({ status }) => poolsOf(status)).reduce((sum, pool) => sum + pool.warm, 0)
  const orphans = cells - warm
  return { orphans, inTheWay: orphans === 0 ? undefined : say(`${cells} cells, of which ${warm} are warm`) }
}

const poolsOf = (status: ExecutorStatus) => Object.values(status.pools)

const isBusy = (status: ExecutorStatus) =>
  status.running > 0 || poolsOf(status).some(({ starting }) => starting > 0)

function describe({ running, slots, pools }: ExecutorStatus): string {
  const used = Object.entries(pools).filter(([, pool]) => Object.values(pool).some((count) => count > 0))
  const each = used.map(
    ([image, { warm, target, starting, waiting }]) =>
      `${image} ${warm} of ${target} warm, ${starting} starting, ${waiting} waiting`,
  )
  return [`runs ${running}`, `${slots.free} of ${slots.total} slots free`, ...each].join(', ')
}
