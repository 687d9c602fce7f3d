import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import { Registry } from 'prom-client'
import { endTimes, interleave, sustainedPerSecond, type Variant } from '../interleave.ts'
import type { CoreResults } from '../report.ts'
import { summarize } from '../statistics.ts'
import { echo, RAW_SUBJECT } from './echo.ts'

export const TYPED = 'typed call'
export const COUNTED = 'typed call, counted and timed'
export const RAW = 'raw NATS request'

const PAYLOAD = { text: 'x'.repeat(1024) }
const ROUNDS = 3_000
const WARM_UP = 500
const IN_FLIGHT = 64
const CALLS = 8_000
const BLOCKS = 4

/**
 * A typed call, without and with metrics, against a raw request with the same kilobyte, to a responder in a process of
 * its own.
 */
export async function measureMesh(
  natsUrl: string,
  say: (line: string) => void,
): Promise<CoreResults['mesh']> {
  await using opened = new AsyncDisposableStack()
  await startResponder(opened, natsUrl)
  const mesh = opened.use(await connectMesh({ url: natsUrl, service: 'bench-caller' }))
  const registry = new Registry()
  const counted = opened.use(await connectMesh({ url: natsUrl, service: 'bench-counted', registry }))
  const raw = opened.use(await connectRawNats(natsUrl))
  const client = mesh.connect(echo)
  const countedClient = counted.connect(echo)
  const body = JSON.stringify(PAYLOAD)
  const ways = [
    { name: TYPED, call: () => client.echo(PAYLOAD) },
    { name: COUNTED, call: () => countedClient.echo(PAYLOAD) },
    { name: RAW, call: async () => JSON.parse(await raw.request(RAW_SUBJECT, body)) },
  ]
  const variants: Variant[] = ways.map(({ name, call }) => ({
    name,
    async measure() {
      const start = performance.now()
      await call()
      return { ms: performance.now() - start }
    },
  }))
  const samples = await interleave(variants, {
    rounds: ROUNDS,
    warmUp: WARM_UP,
    settle: async () => undefined,
  })
  say(`mesh: ${ROUNDS} rounds one at a time`)
  const rates = await measureRates(ways)
  say(`mesh: ${BLOCKS} blocks of ${CALLS} calls, ${IN_FLIGHT} in flight`)
  return ways.map(({ name }) => ({
    name,
    latency: summarize((samples.get(name) ?? []).map(({ ms }) => ms)),
    perSecond: rates.get(name) ?? 0,
  }))
}

/** The best block of each: what it can do when the machine lets it. */
async function measureRates(ways: ReadonlyArray<{ name: string; call: () => Promise<unknown> }>) {
  const best = new Map<string, number>()
  for (let block = 0; block < BLOCKS; block++) {
    for (const { name, call } of ways) {
      const rate = sustainedPerSecond(await endTimes(CALLS, IN_FLIGHT, call), IN_FLIGHT)
      best.set(name, Math.max(rate, best.get(name) ?? 0))
    }
  }
  return best
}

/** A process that only answers, until `opened` is disposed. */
export async function startResponder(opened: AsyncDisposableStack, natsUrl: string): Promise<void> {
  const responder = fork(fileURLToPath(new URL('./responder.ts', import.meta.url)), [natsUrl])
  opened.defer(async () => {
    const exited = once(responder, 'exit')
    responder.disconnect()
    await exited
  })
  await once(responder, 'message')
}
