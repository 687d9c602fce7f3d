import { type Client, createClient, watchExecution } from '@runhive/client'
import { CALL_TIMEOUT_MS, type MakeHonestCall } from './honest-call.ts'

/** Submits a small program, and watches it to its end over a WebSocket of its own. */
export const watchRun: MakeHonestCall = ({ url, apiKey }) => ({
  name: 'run, watched',
  everyMs: 2_000,
  async call() {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS)
    await watchOne(createClient({ url, apiKey }), signal).catch((error: unknown) => {
      throw signal.aborted ? new Error('no answer') : error
    })
  },
})

async function watchOne(client: Client, signal: AbortSignal): Promise<void> {
  const { id } = await client.executions.submit.mutate({ language: 'bash', source: 'echo hello' }, { signal })
  for await (const { event } of watchExecution(client, id, { signal })) {
    if (event.kind !== 'finished') continue
    if (event.result.status !== 'succeeded') throw new Error(`a run ended as ${event.result.status}`)
  }
}
