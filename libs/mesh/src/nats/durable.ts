import { RpcError } from '@runhive/contracts/define'
import {
  api,
  type ConsumerConfig,
  type ConsumerInfo,
  ERROR_NO_CONSUMER,
  ERROR_NO_MESSAGE,
  ensureConsumer,
  findConsumer,
  JetStreamError,
} from './jetstream.ts'
import type { Link } from './link.ts'
import { nextSubject } from './pull.ts'
import type { Have } from './stream.ts'
import { whenMade } from './when-made.ts'

/**
 * In a cluster consumer and stream may be led by two servers, of which one is behind for a moment: only what stays so
 * is broken.
 */
const BROKEN_LOOKS = 4
const BROKEN_PAUSE_MS = 150
const MAKE_ANEW_TRIES = 10
const MAKE_ANEW_PAUSE_MS = 100
/** A consumer that is made this soon after its stream may be mute. */
const MUTE_WITHIN_MS = 5_000
const ANSWER_MS = 1_000
/** Within this time those who found no consumer look again and make it. */
const SPREAD_MS = 50
/** JSON that does not fit is refused. Anything that is not JSON is taken for a request. */
const NO_REQUEST = '{"batch":"none"}'

interface StreamInfo {
  readonly created: string
  readonly config: { readonly name: string; readonly retention: string }
  readonly state: { readonly messages: number; readonly first_seq: number; readonly last_seq: number }
}

export type DurableConfig = ConsumerConfig & { readonly durable_name: string }

/**
 * Creates durable consumers, or gives existing ones these settings, one after the other; those that could not deliver
 * are made anew. For keepers of the stream: others use {@link awaitDurables}. Where all is well that is one question
 * for each, and one for the stream.
 */
export async function ensureDurables(
  link: Link,
  stream: string,
  configs: ReadonlyArray<DurableConfig>,
  have: Have = 'these',
): Promise<void> {
  let broken = await findBroken(link, stream, configs, have)
  for (let left = BROKEN_LOOKS - 1; left > 0 && broken.size > 0; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, BROKEN_PAUSE_MS))
    const still = await findBroken(link, stream, [...broken.keys()], have)
    for (const [config, sign] of broken) if (still.get(config) !== sign) still.delete(config)
    broken = still
  }
  for (const config of broken.keys()) await makeAnew(link, stream, config)
}

/**
 * Waits until a keeper has made durable consumers of these names: half a minute at most, then it rejects with
 * `UNAVAILABLE`.
 */
export async function awaitDurables(link: Link, stream: string, names: ReadonlyArray<string>): Promise<void> {
  for (const name of names) {
    await whenMade(`consumer ${name} of ${stream}`, {
      isThere: async () => (await findConsumer(link, stream, name)) !== undefined,
      isLeaving: () => link.isLeaving(),
    })
  }
}

/**
 * Looks before it writes: the server stores what it is told anew each time, and hundreds of processes may begin at
 * once. Of those that find nothing, too, most find what the first of them has made.
 */
async function ensureSettings(
  link: Link,
  stream: string,
  config: DurableConfig,
  have: Have,
): Promise<ConsumerInfo> {
  let found = await findConsumer(link, stream, config.durable_name)
  if (found === undefined) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * SPREAD_MS))
    found = await findConsumer(link, stream, config.durable_name)
  }
  if (found !== undefined && (have === 'any' || hasSettings(found, config))) return found
  return ensureConsumer(link, stream, config)
}

function hasSettings(found: ConsumerInfo, wanted: DurableConfig): boolean {
  return Object.entries(wanted).every(([name, value]) => found.config[name] === value)
}

/**
 * Those that cannot deliver as things stand, and the sign of it. On a busy queue that may look so for a moment, each
 * time at another message: the same sign must be seen each time.
 */
async function findBroken(
  link: Link,
  stream: string,
  configs: ReadonlyArray<DurableConfig>,
  have: Have,
): Promise<Map<DurableConfig, string>> {
  const consumers: [DurableConfig, ConsumerInfo][] = []
  for (const config of configs) consumers.push([config, await ensureSettings(link, stream, config, have)])
  const info = await api<StreamInfo>(link, `STREAM.INFO.${stream}`)
  const broken = new Map<DurableConfig, string>()
  const look = async ([config, consumer]: [DurableConfig, ConsumerInfo]) => {
    if (await isMute(link, consumer, info, config)) return broken.set(config, 'mute')
    if (consumer.delivered.stream_seq === 0) return
    const first = await firstSequence(link, info, config.filter_subject)
    if (isAhead(consumer, info, first)) broken.set(config, `stopped at ${consumer.delivered.stream_seq}`)
  }
  await Promise.all(consumers.map(look))
  return broken
}

/**
 * Whether a consumer can send nothing, for ever: a server tells a second creator of a stream that it is there a
 * moment before it is complete, and a consumer made in that moment has no way out (seen with 2.9). It does not even
 * say that it cannot understand a request, which delivers nothing; so nothing is in progress with it either.
 */
async function isMute(
  link: Link,
  consumer: ConsumerInfo,
  stream: StreamInfo,
  { durable_name }: DurableConfig,
): Promise<boolean> {
  if (consumer.delivered.stream_seq > 0) return false
  if (Date.parse(consumer.created) - Date.parse(stream.created) > MUTE_WITHIN_MS) return false
  const subject = nextSubject(stream.config.name, durable_name)
  return link.request(subject, NO_REQUEST, { timeoutMs: ANSWER_MS }).then(
    () => false,
    (error: unknown) => error instanceof RpcError && error.code === 'DEADLINE_EXCEEDED',
  )
}

/**
 * A new one begins with what is stored. Tried a few times: a server that has just started may still be writing the
 * files that it is told to remove.
 */
async function makeAnew(link: Link, stream: string, config: DurableConfig): Promise<void> {
  for (let left = MAKE_ANEW_TRIES; ; left -= 1) {
    try {
      await api(link, `CONSUMER.DELETE.${stream}.${config.durable_name}`).catch((error: unknown) => {
        // Gone already: by another instance, or by a try before this one.
        if (!(error instanceof JetStreamError) || error.errorCode !== ERROR_NO_CONSUMER) throw error
      })
      await ensureConsumer(link, stream, config)
      return
    } catch (error) {
      if (left === 1 || !(error instanceof JetStreamError)) throw error
      await new Promise((resolve) => setTimeout(resolve, MAKE_ANEW_PAUSE_MS))
    }
  }
}

/**
 * Whether a consumer counts further than its stream: a server that is killed while a stream is empty may forget the
 * stream's count and remember the consumer's (seen with 2.9). New messages then have numbers that count as delivered.
 * The stream is asked after the consumer, so that nothing delivered meanwhile looks like it.
 */
function isAhead(
  { delivered, ack_floor, num_ack_pending }: ConsumerInfo,
  { config, state }: StreamInfo,
  first: number | undefined,
): boolean {
  if (delivered.stream_seq > state.last_seq) return true
  if (config.retention !== 'workqueue' || first === undefined) return false
  // In a work queue what was done is gone: a message with such a number came after the count had begun anew.
  return first <= (num_ack_pending === 0 ? delivered.stream_seq : ack_floor.stream_seq)
}

/** Of the first message there is for a consumer with this filter; undefined when there is none. */
async function firstSequence(
  link: Link,
  { config, state }: StreamInfo,
  filter: string | undefined,
): Promise<number | undefined> {
  if (state.messages === 0) return undefined
  if (filter === undefined || config.retention !== 'workqueue') return state.first_seq
  try {
    const request = { seq: 1, next_by_subj: filter }
    const found = await api<{ message: { seq: number } }>(link, `STREAM.MSG.GET.${config.name}`, request)
    return found.message.seq
  } catch (error) {
    if (error instanceof JetStreamError && error.errorCode === ERROR_NO_MESSAGE) return undefined
    throw error
  }
}
