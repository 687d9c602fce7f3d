import { executionQueue } from '@runhive/contracts/executions'
import { ExecutorStatus } from '@runhive/contracts/executor'
import { find, listRecorded, type Target } from './ask.ts'
import { isFinal, type Ledger } from './ledger.ts'
import type { Scene } from './scene.ts'
import { until } from './until.ts'

/** What is left when a drill is over and everything had its time to end. */
export interface Aftermath {
  /** Items still in the queue. */
  readonly queued: number
  /** Accepted executions without a final state. */
  readonly lost: ReadonlyArray<string>
  /** Finished executions that should be in history and are not. */
  readonly unrecorded: ReadonlyArray<string>
  /** Containers of cells that no executor knows. */
  readonly orphans: number
}

/** For the queue: a redelivery waits for a lease, and a run for its limits. */
const QUEUE_MS = 180_000
const FINAL_MS = 60_000
const RECORDED_MS = 60_000
/** The reaper leaves a container alone that is younger than a minute, and looks twice a minute. */
const ORPHANS_MS = 120_000

/** Waits until everything has ended, or had long enough. Fills in how each accepted execution ended. */
export async function awaitEnd(scene: Scene, ledger: Ledger, since: Date): Promise<Aftermath> {
  const queue = scene.mesh.queue(executionQueue)
  let queued = Number.NaN
  await until(async () => {
    queued = await queue.depth()
    return queued === 0
  }, QUEUE_MS)
  const lost = await awaitFinal(scene.target, ledger)
  const unrecorded = await awaitRecorded(scene.target, ledger, since)
  return { queued, lost, unrecorded, orphans: await countOrphans(scene) }
}

async function awaitFinal(target: Target, { accepted }: Ledger): Promise<string[]> {
  let open: string[] = []
  await until(async () => {
    open = [...accepted].filter(([, { final }]) => final === undefined).map(([id]) => id)
    for (const id of open) {
      const entry = accepted.get(id)
      const found = await find(target, id)
      if (entry && found && isFinal(found)) entry.final = found
    }
    open = open.filter((id) => accepted.get(id)?.final === undefined)
    return open.length === 0
  }, FINAL_MS)
  return open
}

async function awaitRecorded(target: Target, { accepted }: Ledger, since: Date): Promise<string[]> {
  const stored = [...accepted].filter(([, { program }]) => program.stored).map(([id]) => id)
  let missing = stored
  await until(async () => {
    const recorded = await listRecorded(target, since)
    missing = stored.filter((id) => !recorded.has(id))
    return missing.length === 0
  }, RECORDED_MS)
  return missing
}

/** Cells beyond the warm ones of a full pool, when nothing runs. */
async function countOrphans({ executors, mesh }: Scene): Promise<number> {
  let orphans = Number.NaN
  await until(async () => {
    const warm = await countWarm(mesh)
    const cells = await Promise.all(executors.map((executor) => executor.containers('cell')))
    orphans = cells.flat().length - warm
    return orphans === 0
  }, ORPHANS_MS)
  return orphans
}

/** Rejects while an executor is busy, or none answers. */
async function countWarm(mesh: Scene['mesh']): Promise<number> {
  const executors = (await mesh.discover()).filter(({ service }) => service === 'executor')
  const statuses = executors.map(({ status }) => ExecutorStatus.parse(status))
  const pools = statuses.flatMap((status) => Object.values(status.pools))
  const busy = statuses.some(({ running }) => running > 0) || pools.some(({ starting }) => starting > 0)
  if (statuses.length === 0 || busy) throw new Error('not at rest yet')
  return pools.reduce((sum, { warm }) => sum + warm, 0)
}
