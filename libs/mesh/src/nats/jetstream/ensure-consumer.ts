import type { Connection } from '../connection/connection.ts'
import { api, ERROR_NO_CONSUMER, ERROR_NO_MESSAGE, JetStreamError } from './api.ts'
import { type ConsumerConfig, type ConsumerInfo, createConsumer, findConsumer } from './consumer-api.ts'
import type { Existing } from './ensure-stream.ts'
import { waitUntilCreated } from './wait-until-created.ts'

/**
 * In a cluster consumer and stream may have two leaders, of which one is behind for a moment: a consumer is broken
 * only if it looks so every time.
 */
const BROKEN_CHECKS = 4
const BROKEN_PAUSE_MS = 150
const RECREATE_TRIES = 10
const RECREATE_PAUSE_MS = 100
/** Processes that find no consumer check again within this time, and then create it. */
const SPREAD_MS = 50

interface StreamInfo {
  readonly config: { readonly name: string; readonly retention: string }
  readonly state: { readonly messages: number; readonly first_seq: number; readonly last_seq: number }
}

export type DurableConfig = ConsumerConfig & { readonly durable_name: string }

/** A consumer that cannot deliver, and the stream sequence at which it stopped. */
type Broken = Map<DurableConfig, number>

/**
 * Creates durable consumers, or gives existing ones these settings, one after the other, and recreates those that
 * cannot deliver. For owners of the stream; others use {@link waitForConsumers}. If nothing has to change, that is one
 * request per consumer and one for the stream.
 */
export async function ensureConsumers(
  connection: Connection,
  stream: string,
  configs: ReadonlyArray<DurableConfig>,
  existing: Existing = 'update',
): Promise<void> {
  let broken = await findBroken(connection, stream, configs, existing)
  for (let left = BROKEN_CHECKS - 1; left > 0 && broken.size > 0; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, BROKEN_PAUSE_MS))
    const still = await findBroken(connection, stream, [...broken.keys()], existing)
    for (const [config, stoppedAt] of broken) if (still.get(config) !== stoppedAt) still.delete(config)
    broken = still
  }
  for (const config of broken.keys()) await recreate(connection, stream, config)
}

/**
 * Waits until the stream's owner has created durable consumers of these names: half a minute at most, then it rejects
 * with `UNAVAILABLE`.
 */
export async function waitForConsumers(
  connection: Connection,
  stream: string,
  names: ReadonlyArray<string>,
): Promise<void> {
  for (const name of names) {
    await waitUntilCreated(`consumer ${name} of ${stream}`, {
      exists: async () => (await findConsumer(connection, stream, name)) !== undefined,
      isLeaving: () => connection.isLeaving(),
    })
  }
}

/**
 * Reads before it writes: the server stores settings again each time it is sent them, and hundreds of processes may
 * start at once. Of those that find no consumer, most find the one that the first of them has created.
 */
async function ensureSettings(
  connection: Connection,
  stream: string,
  config: DurableConfig,
  existing: Existing,
): Promise<ConsumerInfo> {
  let found = await findConsumer(connection, stream, config.durable_name)
  if (found === undefined) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * SPREAD_MS))
    found = await findConsumer(connection, stream, config.durable_name)
  }
  if (found !== undefined && (existing === 'keep' || hasSettings(found, config))) return found
  return createConsumer(connection, stream, config)
}

function hasSettings(found: ConsumerInfo, wanted: DurableConfig): boolean {
  return Object.entries(wanted).every(([name, value]) => found.config[name] === value)
}

/**
 * Those that cannot deliver as things stand. On a busy queue a healthy one may look so for a moment, each time at
 * another sequence.
 */
async function findBroken(
  connection: Connection,
  stream: string,
  configs: ReadonlyArray<DurableConfig>,
  existing: Existing,
): Promise<Broken> {
  // All at once where nothing is to be written, as nearly always: one wake-up for the server and for this process.
  const find = ({ durable_name }: DurableConfig) => findConsumer(connection, stream, durable_name)
  const kept = existing === 'keep' ? await Promise.all(configs.map(find)) : []
  const consumers: [DurableConfig, ConsumerInfo][] = []
  for (const [at, config] of configs.entries()) {
    consumers.push([config, kept[at] ?? (await ensureSettings(connection, stream, config, existing))])
  }
  // Asked for after the consumers, so that a message delivered meanwhile does not make one look broken.
  const info = await api<StreamInfo>(connection, `STREAM.INFO.${stream}`)
  const broken: Broken = new Map()
  const check = async ([config, consumer]: [DurableConfig, ConsumerInfo]) => {
    if (consumer.delivered.stream_seq === 0) return
    const first = await firstSequence(connection, info, config.filter_subject)
    if (isAhead(consumer, info, first)) broken.set(config, consumer.delivered.stream_seq)
  }
  await Promise.all(consumers.map(check))
  return broken
}

/**
 * Whether a consumer counts further than its stream: a server that is killed while a stream is empty may forget the
 * stream's count and remember the consumer's. New messages then have numbers that count as delivered.
 */
function isAhead(
  { delivered, ack_floor, num_ack_pending }: ConsumerInfo,
  { config, state }: StreamInfo,
  first: number | undefined,
): boolean {
  if (delivered.stream_seq > state.last_seq) return true
  if (config.retention !== 'workqueue' || first === undefined) return false
  // In a work queue what was done is gone: a message with such a number came after the count had started over.
  return first <= (num_ack_pending === 0 ? delivered.stream_seq : ack_floor.stream_seq)
}

/** Of the first message there is for a consumer with this filter; undefined when there is none. */
async function firstSequence(
  connection: Connection,
  { config, state }: StreamInfo,
  filter: string | undefined,
): Promise<number | undefined> {
  if (state.messages === 0) return undefined
  if (filter === undefined || config.retention !== 'workqueue') return state.first_seq
  try {
    const request = { seq: 1, next_by_subj: filter }
    const found = await api<{ message: { seq: number } }>(
      connection,
      `STREAM.MSG.GET.${config.name}`,
      request,
    )
    return found.message.seq
  } catch (error) {
    if (error instanceof JetStreamError && error.errorCode === ERROR_NO_MESSAGE) return undefined
    throw error
  }
}

/**
 * The new one starts with what is stored. Tried a few times: a server that has just started may still be writing the
 * files that it is told to remove.
 */
async function recreate(connection: Connection, stream: string, config: DurableConfig): Promise<void> {
  for (let left = RECREATE_TRIES; ; left -= 1) {
    try {
      await api(connection, `CONSUMER.DELETE.${stream}.${config.durable_name}`).catch((error: unknown) => {
        // Gone already: by another instance, or by an earlier try.
        if (!(error instanceof JetStreamError) || error.errorCode !== ERROR_NO_CONSUMER) throw error
      })
      await createConsumer(connection, stream, config)
      return
    } catch (error) {
      if (left === 1 || !(error instanceof JetStreamError)) throw error
      await new Promise((resolve) => setTimeout(resolve, RECREATE_PAUSE_MS))
    }
  }
}
