import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import * as z from 'zod'

export interface StreamSize {
  readonly name: string
  readonly bytes: number
}

const Listed = z.object({
  streams: z
    .array(z.object({ config: z.object({ name: z.string() }), state: z.object({ bytes: z.number() }) }))
    .nullable(),
})

/** What each stream holds on disk, as the server counts it. */
export async function readStreams(natsUrl: string): Promise<StreamSize[]> {
  await using raw = await connectRawNats(natsUrl)
  const { streams } = Listed.parse(JSON.parse(await raw.request('$JS.API.STREAM.LIST', '')))
  return (streams ?? []).map(({ config, state }) => ({ name: config.name, bytes: state.bytes }))
}
