import type { Consumption } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type { MeshLogger } from '../logger.ts'
import { consumptionDurables } from './consume.ts'
import { ensureDurables } from './durable.ts'
import type { Link } from './link.ts'
import { ensureLog } from './log.ts'
import type { Have } from './stream.ts'
import { ensureQueue, ensureWorkers, sweepQueue } from './workers.ts'

/** Drawn anew each time, so that keepers do not look together for ever. */
const EVERY_MS = { least: 4_000, most: 6_000 }

/** What a keeper keeps. */
export interface Kept {
  readonly streams: ReadonlyArray<WorkQueue | EventLog>
  /** By whom its logs are consumed; those of other logs are somebody else's to make. */
  readonly consumptions: ReadonlyArray<Consumption>
}

/**
 * Makes streams and consumers now; and sees to it again whenever the server is back, which may have lost its storage
 * or its count, and every few seconds: others only wait. Then it changes no settings of what is there: a keeper of
 * another version may have. Rejects when the first time fails.
 */
export async function keep(link: Link, kept: Kept, log: MeshLogger): Promise<void> {
  const ensureAll = async (have: Have) => {
    await Promise.all(kept.streams.map((stream) => keepOne(link, stream, { ...kept, have })))
  }
  await ensureAll('these')
  let timer: NodeJS.Timeout
  let isLooking = false
  const look = async (have: Have) => {
    if (isLooking) return
    isLooking = true
    await ensureAll(have).catch((err: unknown) => {
      if (link.isConnected()) log.warn({ err }, 'could not prepare the streams')
    })
    isLooking = false
  }
  const lookLater = () => {
    timer = setTimeout(
      () => {
        if (link.isConnected()) void look('any')
        lookLater()
      },
      EVERY_MS.least + Math.random() * (EVERY_MS.most - EVERY_MS.least),
    )
  }
  lookLater()
  link.onChange((change) => {
    if (change === 'back') void look('these')
    else clearTimeout(timer)
  })
}

async function keepOne(
  link: Link,
  stream: WorkQueue | EventLog,
  { consumptions, have }: Pick<Kept, 'consumptions'> & { have: Have },
): Promise<void> {
  if (!('prefix' in stream)) {
    await ensureQueue(link, stream, have)
    await ensureWorkers(link, stream, have)
    return sweepQueue(link, stream)
  }
  await ensureLog(link, stream, have)
  const durables = consumptions
    .filter(({ log }) => log.name === stream.name)
    .flatMap((consumption) => consumptionDurables(stream, consumption))
  if (durables.length > 0) await ensureDurables(link, stream.name, durables, have)
}
