import { executionQueue } from '@runhive/contracts/execution-streams'
import { find, listRecorded, type Target } from './ask.ts'
import { findRest } from './at-rest.ts'
import { isFinal, type Ledger } from './ledger.ts'
import type { Scene } from './scene.ts'
import { settle } from './settle.ts'

/** What is left after a drill, once everything has had time to end. */
export interface Aftermath {
  /** Items still in the queue. */
  readonly queued: number
  /** Accepted executions without a final state. */
  readonly lost: ReadonlyArray<string>
  /** Finished executions that should be in history and are not. */
  readonly unrecorded: ReadonlyArray<string>
  /** Containers of cells that no executor knows. */
  readonly orphans: number
  /** The last state seen by each wait that timed out, one sentence each. */
  readonly inTheWay: ReadonlyArray<string>
}

/** For the queue: a redelivery waits for the lease to expire, and a run may take as long as its limits allow. */
const QUEUE_MS = 180_000
const FINAL_MS = 60_000
const RECORDED_MS = 60_000
/** The reaper looks twice a minute, and leaves containers alone that are younger than a minute. */
const ORPHANS_MS = 120_000

/** Waits until nothing is in the way. After a timeout it records what was. */
type Wait = (look: () => Promise<string | undefined>, withinMs: number) => Promise<void>

/** Waits until everything has ended, or until the timeouts. Fills in how each accepted execution ended. */
export async function awaitEnd(scene: Scene, ledger: Ledger, since: Date): Promise<Aftermath> {
  const inTheWay: string[] = []
  const wait: Wait = async (look, withinMs) => {
    const last = await settle(look, withinMs)
    if (last !== undefined) inTheWay.push(last)
  }
  const queued = await awaitQueue(scene.mesh, wait)
  const lost = await awaitFinal(scene.target, ledger, wait)
  const unrecorded = await awaitRecorded(scene.target, { ledger, since }, wait)
  const orphans = await countOrphans(scene, wait)
  return { queued, lost, unrecorded, orphans, inTheWay }
}

async function awaitQueue(mesh: Scene['mesh'], wait: Wait): Promise<number> {
  const queue = mesh.queue(executionQueue)
  let queued = Number.NaN
  await wait(async () => {
    queued = await queue.depth()
    if (queued === 0) return undefined
    const [oldest, lanes] = await Promise.all([queue.oldest(), queue.depths()])
    return `${queued} in the queue, the oldest since ${oldest?.toISOString()}, in lanes ${JSON.stringify(lanes)}`
  }, QUEUE_MS)
  return queued
}

async function awaitFinal(target: Target, { accepted }: Ledger, wait: Wait): Promise<string[]> {
  let open: string[] = []
  await wait(async () => {
    open = [...accepted].filter(([, { final }]) => final === undefined).map(([id]) => id)
    const states: string[] = []
    for (const id of open) {
      const entry = accepted.get(id)
      const found = await find(target, id)
      if (entry && found && isFinal(found)) entry.final = found
      else states.push(`${id} is ${found?.status ?? 'not known'}`)
    }
    open = open.filter((id) => accepted.get(id)?.final === undefined)
    return states.length === 0 ? undefined : states.join(', ')
  }, FINAL_MS)
  return open
}

async function awaitRecorded(
  target: Target,
  { ledger, since }: { ledger: Ledger; since: Date },
  wait: Wait,
): Promise<string[]> {
  const stored = [...ledger.accepted].filter(([, { program }]) => program.stored).map(([id]) => id)
  let missing = stored
  await wait(async () => {
    const recorded = await listRecorded(target, since)
    missing = stored.filter((id) => !recorded.has(id))
    return missing.length === 0 ? undefined : `history has not ${missing.join(', ')}`
  }, RECORDED_MS)
  return missing
}

/** Cells beyond the warm ones of a full pool while nothing runs. */
async function countOrphans({ executors, mesh }: Scene, wait: Wait): Promise<number> {
  let orphans = Number.NaN
  await wait(async () => {
    const instances = await mesh.discover()
    const cells = await Promise.all(executors.map((executor) => executor.containers('cell')))
    const rest = findRest({ instances, executors: executors.length, cells: cells.flat().length })
    orphans = rest.orphans
    return rest.inTheWay
  }, ORPHANS_MS)
  return orphans
}
