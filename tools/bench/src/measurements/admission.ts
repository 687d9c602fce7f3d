import { randomUUID } from 'node:crypto'
import { auth } from '@runhive/contracts/auth'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { interleave, type Variant } from '../interleave.ts'
import type { CoreResults } from '../report.ts'
import { percentile } from '../statistics.ts'
import { echo } from './echo.ts'
import { startResponder } from './mesh.ts'

const ROUNDS = 1_000
const WARM_UP = 300
const IN_FLIGHT = 64
const CALLS = 6_000
const BLOCKS = 4
/** Short, so that leases lapse during the run as they end in real life, and the last ones soon after it. */
const EXECUTION_MS = 2_000

type Way = 'admission' | 'bare call'

/**
 * What admission adds to a request for an execution: key, rights, rate, quota and a lease of one account and key,
 * against a bare call of the same kind to a process that only answers, in turn. One auth process, in which all requests
 * meet the same account: the hardest case for the database, and the usual one for a busy customer.
 */
export async function measureAdmission(
  options: { natsUrl: string; apiKey: string },
  say: (line: string) => void,
): Promise<CoreResults['admission']> {
  await using opened = new AsyncDisposableStack()
  await startResponder(opened, options.natsUrl)
  const mesh = opened.use(await connectMesh({ url: options.natsUrl, service: 'bench-caller' }))
  const [admission, bare] = [mesh.connect(auth), mesh.connect(echo)]
  const credential = { kind: 'key', token: options.apiKey } as const
  // As long as what is sent to auth, so that only the work differs.
  const text = 'x'.repeat(200)
  const ways: Record<Way, () => Promise<unknown>> = {
    admission: () =>
      admission.admit({
        ...{ credential, procedure: 'executions.run', executionId: randomUUID(), executionMs: EXECUTION_MS },
        ...{ ip: '192.0.2.1', userAgent: 'bench' },
      }),
    'bare call': () => bare.echo({ text }),
  }

  const oneByOne = await measureOneByOne(ways)
  say(`admission: ${ROUNDS} rounds one at a time`)
  const together = await measureTogether(ways)
  say(`admission: ${BLOCKS} blocks of ${CALLS} requests, ${IN_FLIGHT} in flight`)
  return {
    admissionP50Ms1: percentile(oneByOne.admission, 0.5) - percentile(oneByOne['bare call'], 0.5),
    admissionP50Ms64: together.p50.admission - together.p50['bare call'],
    admissionsPerSecond: together.perSecond,
  }
}

async function measureOneByOne(ways: Record<Way, () => Promise<unknown>>): Promise<Record<Way, number[]>> {
  const variants: Variant[] = Object.entries(ways).map(([name, call]) => ({
    name,
    measure: async () => ({ ms: await timed(call) }),
  }))
  const settle = async () => undefined
  const samples = await interleave(variants, { rounds: ROUNDS, warmUp: WARM_UP, settle })
  const of = (way: Way) => (samples.get(way) ?? []).map(({ ms }) => ms)
  return { admission: of('admission'), 'bare call': of('bare call') }
}

/**
 * In turn, a block of each at a time: the median over all blocks, and the rate of the best one: what it can do when the
 * machine lets it.
 */
async function measureTogether(ways: Record<Way, () => Promise<unknown>>) {
  const times: Record<Way, number[]> = { admission: [], 'bare call': [] }
  let perSecond = 0
  for (let block = 0; block < BLOCKS; block++) {
    for (const way of ['admission', 'bare call'] as const) {
      const startedMs = performance.now()
      times[way].push(...(await timesOf(ways[way])))
      const rate = (CALLS * 1_000) / (performance.now() - startedMs)
      if (way === 'admission') perSecond = Math.max(perSecond, rate)
    }
  }
  const p50 = (way: Way) => percentile(times[way], 0.5)
  return { p50: { admission: p50('admission'), 'bare call': p50('bare call') }, perSecond }
}

async function timesOf(call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  let begun = 0
  const worker = async () => {
    while (begun < CALLS) {
      begun += 1
      times.push(await timed(call))
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return times
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await call()
  return performance.now() - startedMs
}
