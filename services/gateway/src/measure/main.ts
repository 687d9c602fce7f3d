/**
 * What the gateway itself costs per execution: `node services/gateway/src/measure/main.ts`. Everything behind it is in
 * memory and answers at once, so a client's time here is the gateway's share plus the client's own. One request at a
 * time, for a fixed number of them.
 */
import { Agent, request } from 'node:http'
import { createClient } from '@runhive/client/client'
import { openTestGateway } from '../testing/gateway.ts'

const WARM_UP = 500
const ROUNDS = 1_000
// Not stored: what the memory mesh keeps it searches, which would be measured too.
const ASKED = { language: 'python', source: 'print("hello")', store: false }
const BODY = JSON.stringify(ASKED)

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

function ask(url: string, options: { method: string; body?: string }): Promise<void> {
  const done = Promise.withResolvers<void>()
  const headers = { authorization: 'Bearer rh_alice', 'content-type': 'application/json' }
  const outgoing = request(url, { agent, method: options.method, headers }, (answer) => {
    if (answer.statusCode !== 200) done.reject(new Error(`status ${answer.statusCode}`))
    answer.on('end', () => done.resolve()).resume()
  })
  outgoing.on('error', done.reject)
  outgoing.end(options.body)
  return done.promise
}

async function measure(name: string, once: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < WARM_UP; round++) await once()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    await once()
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2)
  process.stdout.write(`${name.padEnd(42)} p50 ${at(0.5)} ms   p95 ${at(0.95)} ms\n`)
}

await using gateway = await openTestGateway({ env: { LOG_LEVEL: 'info' } })
const client = createClient({ url: gateway.url, apiKey: 'rh_alice' })
await measure('GET / (the HTTP server alone)', () => ask(`${gateway.url}/`, { method: 'GET' }))
await measure('POST /api/v1/executions?wait=true', () =>
  ask(`${gateway.url}/api/v1/executions?wait=true`, { method: 'POST', body: BODY }),
)
await measure('POST /trpc/executions.run', () =>
  ask(`${gateway.url}/trpc/executions.run`, { method: 'POST', body: BODY }),
)
await measure('client.executions.run (fetch included)', () => client.executions.run.mutate(ASKED))
agent.destroy()
