import type { RawNats } from '@runhive/mesh/testing/raw-nats'
import * as z from 'zod'

const Listed = z.object({
  streams: z
    .array(
      z.object({
        config: z.object({ name: z.string(), subjects: z.array(z.string()).nullish() }),
        state: z.object({ last_seq: z.number() }),
      }),
    )
    .nullable(),
})

const Consumers = z.object({
  consumers: z.array(z.object({ delivered: z.object({ consumer_seq: z.number() }) })).nullable(),
})

export interface Streams {
  /** What is stored, with wildcards. */
  readonly subjects: ReadonlyArray<string>
  /** Messages ever stored. */
  readonly appended: number
  /** Messages ever delivered by the consumers that there are, redeliveries included. */
  readonly delivered: number
}

export async function readStreams(nats: RawNats): Promise<Streams> {
  const { streams } = Listed.parse(JSON.parse(await nats.request('$JS.API.STREAM.LIST', '')))
  const all = streams ?? []
  return {
    subjects: all.flatMap(({ config }) => config.subjects ?? []),
    appended: all.reduce((sum, { state }) => sum + state.last_seq, 0),
    delivered: await countDelivered(
      nats,
      all.map(({ config }) => config.name),
    ),
  }
}

async function countDelivered(nats: RawNats, names: ReadonlyArray<string>): Promise<number> {
  let delivered = 0
  for (const name of names) {
    const listed = Consumers.parse(JSON.parse(await nats.request(`$JS.API.CONSUMER.LIST.${name}`, '')))
    for (const consumer of listed.consumers ?? []) delivered += consumer.delivered.consumer_seq
  }
  return delivered
}
