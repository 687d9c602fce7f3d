import { createClient } from '@runhive/client/client'
import type { Sample } from '../interleave.ts'
import { assertAnswer, SOURCE } from './program.ts'

export interface GatewayOptions {
  readonly url: string
  readonly apiKey: string
}

interface Answer {
  readonly run?: { readonly stdout: string; readonly wallMs: number } | undefined
}

const REQUEST = { language: 'python', source: SOURCE }

/** A hello through the whole service, as a TypeScript application sends it. */
export function throughClient({ url, apiKey }: GatewayOptions): () => Promise<Sample> {
  const client = createClient({ url, apiKey })
  return () => timed('the gateway over tRPC', () => client.executions.run.mutate(REQUEST))
}

/** The same over REST, as every other language sends it. */
export function throughRest({ url, apiKey }: GatewayOptions): () => Promise<Sample> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }
  const request = { method: 'POST', headers, body: JSON.stringify(REQUEST) }
  return () =>
    timed('the gateway over REST', async () => {
      const response = await fetch(`${url}/api/v1/executions?wait=true`, request)
      return (await response.json()) as Answer
    })
}

async function timed(variant: string, ask: () => Promise<Answer>): Promise<Sample> {
  const start = performance.now()
  const { run } = await ask()
  const ms = performance.now() - start
  assertAnswer(variant, run?.stdout ?? 'no run')
  return { ms, programMs: run?.wallMs ?? 0 }
}
