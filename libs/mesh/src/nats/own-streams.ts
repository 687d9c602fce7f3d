import type { Consumption } from '@runhive/contracts/roles'
import type { EventLog, WorkQueue } from '@runhive/contracts/streams'
import type { MeshLogger } from '../logger.ts'
import type { Connection } from './connection/connection.ts'
import { ensureConsumers } from './jetstream/ensure-consumer.ts'
import type { Existing } from './jetstream/ensure-stream.ts'
import { consumptionConsumers, ensureLog } from './log/setup.ts'
import { ensureLaneConsumers, ensureQueue, purgeForeignSubjects } from './queue/setup.ts'

/**
 * Between two checks, milliseconds. A single server loses nothing while it is connected, unless somebody deletes it. With
 * jitter, so that several owners do not check at the same time for ever.
 */
const CHECK_MS = { single: { min: 8_000, max: 12_000 }, cluster: { min: 4_000, max: 6_000 } }

export interface OwnedStreams {
  readonly streams: ReadonlyArray<WorkQueue | EventLog>
  /** The durable consumers of the owned logs. Consumptions of other logs are ignored. */
  readonly consumptions: ReadonlyArray<Consumption>
}

/**
 * Creates streams and consumers now, and checks them again every few seconds and whenever the server is back, which may
 * have lost its storage or its count: other services only wait. The periodic check leaves existing settings alone: they
 * may be those of an owner of another version. Rejects when the first time fails.
 */
export async function ownStreams(
  connection: Connection,
  owned: OwnedStreams,
  log: MeshLogger,
): Promise<void> {
  const ensureAll = async (existing: Existing) => {
    const { streams, consumptions } = owned
    await Promise.all(streams.map((stream) => ensureOne(connection, stream, { consumptions, existing })))
  }
  await ensureAll('update')
  let timer: NodeJS.Timeout
  let isChecking = false
  const check = async (existing: Existing) => {
    if (isChecking) return
    isChecking = true
    await ensureAll(existing).catch((err: unknown) => {
      if (connection.isConnected()) log.warn({ err }, 'could not prepare the streams')
    })
    isChecking = false
  }
  const checkLater = () => {
    const { min, max } = connection.isClustered() ? CHECK_MS.cluster : CHECK_MS.single
    timer = setTimeout(
      () => {
        if (connection.isConnected()) void check('keep')
        checkLater()
      },
      min + Math.random() * (max - min),
    )
  }
  checkLater()
  connection.onChange((change) => {
    if (change === 'back') void check('update')
    else clearTimeout(timer)
  })
}

async function ensureOne(
  connection: Connection,
  stream: WorkQueue | EventLog,
  { consumptions, existing }: Pick<OwnedStreams, 'consumptions'> & { existing: Existing },
): Promise<void> {
  if (!('prefix' in stream)) {
    await ensureQueue(connection, stream, existing)
    await ensureLaneConsumers(connection, stream, existing)
    return purgeForeignSubjects(connection, stream)
  }
  await ensureLog(connection, stream, existing)
  const consumers = consumptions
    .filter(({ log }) => log.name === stream.name)
    .flatMap((consumption) => consumptionConsumers(stream, consumption))
  if (consumers.length > 0) await ensureConsumers(connection, stream.name, consumers, existing)
}
