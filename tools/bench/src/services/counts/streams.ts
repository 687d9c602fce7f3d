import type { RawNats } from '@runhive/mesh/testing/raw-nats'
import * as z from 'zod'

const Listed = z.object({
  streams: z
    .array(
      z.object({
        config: z.object({ subjects: z.array(z.string()).nullish() }),
        state: z.object({ last_seq: z.number() }),
      }),
    )
    .nullable(),
})

export interface Streams {
  /** What is stored, with wildcards. */
  readonly subjects: ReadonlyArray<string>
  /** Messages ever stored. */
  readonly appended: number
}

export async function readStreams(nats: RawNats): Promise<Streams> {
  const { streams } = Listed.parse(JSON.parse(await nats.request('$JS.API.STREAM.LIST', '')))
  const all = streams ?? []
  return {
    subjects: all.flatMap(({ config }) => config.subjects ?? []),
    appended: all.reduce((sum, { state }) => sum + state.last_seq, 0),
  }
}
