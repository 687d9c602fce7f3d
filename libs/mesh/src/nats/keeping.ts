import type { Consumption } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type { MeshLogger } from '../logger.ts'
import { consumptionDurables } from './consume.ts'
import { ensureDurables } from './durable.ts'
import type { Link } from './link.ts'
import { ensureLog } from './log.ts'
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
 * Makes streams and consumers now; and sees to it again whenever the server is back, which may have lost its storage or its count, and every few
 * seconds: others only wait. Rejects when the first time fails.
 */
export async function keep(link: Link, kept: Kept, log: MeshLogger): Promise<void> {
  const ensureAll = async () => {
    await Promise.all(kept.streams.map((stream) => keepOne(link, stream, kept.consumptions)))
  }
  await ensureAll()
  let timer: NodeJS.Timeout
  let looking: Promise<void> | undefined
  const look = () => {
    looking ??= ensureAll()
      .catch((err: unknown) => {
        if (link.isConnected()) log.warn({ err }, 'could not prepare the streams')
      })
      .finally(() => {
        looking = undefined
      })
  }
  const lookLater = () => {
    timer = setTimeout(
      () => {
        if (link.isConnected()) look()
        lookLater()
      },
      EVERY_MS.least + Math.random() * (EVERY_MS.most - EVERY_MS.least),
    )
  }
  lookLater()
  link.onChange((change) => {
    if (change === 'back') look()
    else clearTimeout(timer)
  })
}

async function keepOne(
  link: Link,
  stream: WorkQueue | EventLog,
  consumptions: ReadonlyArray<Consumption>,
): Promise<void> {
  if (!('prefix' in stream)) {
    await ensureQueue(link, stream)
    await ensureWorkers(link, stream)
    return sweepQueue(link, stream)
  }
  await ensureLog(link, stream)
  const durables = consumptions
    .filter(({ log }) => log.name === stream.name)
    .flatMap((consumption) => consumptionDurables(stream, consumption))
  if (durables.length > 0) await ensureDurables(link, stream.name, durables)
}
