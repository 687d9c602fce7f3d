import { median } from '@runhive/bench/statistics'
import { startNatsCluster } from '@runhive/mesh/testing/nats-cluster'
import { startNatsServer } from '@runhive/mesh/testing/nats-server'
import { connectRawStreams, type RawStreams } from '@runhive/mesh/testing/raw-nats'
import { readCpuMs } from '../simulation/server.ts'
import type { StreamRate } from './results.ts'

/** About what an event of an execution has, with its headers. */
const BYTES = 500
const IN_FLIGHT = 256
const ROUNDS = 3

interface Servers extends AsyncDisposable {
  readonly url: string
  readonly pids: ReadonlyArray<number>
}

/**
 * Messages a second that JetStream stores, file storage, one copy and three, one stream and several. Plain NATS,
 * nothing of ours.
 */
export async function measureStreams(quick: boolean, say: (line: string) => void): Promise<StreamRate[]> {
  const messages = quick ? 2_000 : 10_000
  const rates: StreamRate[] = []
  for (const servers of [1, 3] as const) {
    await using started = servers === 1 ? await startOne() : await startThree()
    await using raw = await connectRawStreams(started.url)
    for (const streams of [1, 4]) {
      const rate = await measureOne(raw, started, { streams, servers, messages })
      say(`streams: ${servers} servers, ${streams} streams: ${rate.perSecond.median.toFixed(0)} messages/s`)
      rates.push(rate)
    }
  }
  return rates
}

async function startOne(): Promise<Servers> {
  const server = await startNatsServer()
  return { url: server.url, pids: [server.pid], [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function startThree(): Promise<Servers> {
  const cluster = await startNatsCluster()
  const pids = cluster.servers.map(({ pid }) => pid)
  return { url: cluster.url, pids, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() }
}

async function measureOne(
  raw: RawStreams,
  { pids }: Servers,
  { streams, servers, messages }: { streams: number; servers: 1 | 3; messages: number },
): Promise<StreamRate> {
  const names = Array.from({ length: streams }, (_, at) => `RATE_${servers}_${streams}_${at}`)
  for (const name of names) await raw.create(name, servers)
  const cpu = () => pids.reduce((sum, pid) => sum + readCpuMs(pid), 0)
  await storeAll(raw, names, 1_000)
  const rates: number[] = []
  const before = cpu()
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now()
    await storeAll(raw, names, messages)
    rates.push((messages * 1_000) / (performance.now() - startedMs))
  }
  return {
    servers,
    streams,
    bytes: BYTES,
    perSecond: { median: median(rates), best: Math.max(...rates) },
    natsCpuMs: (cpu() - before) / (ROUNDS * messages),
  }
}

/** So many in flight at once, in turn to each stream. */
async function storeAll(raw: RawStreams, names: ReadonlyArray<string>, messages: number): Promise<void> {
  const body = 'x'.repeat(BYTES)
  let sent = 0
  const writer = async () => {
    while (sent < messages) {
      const name = names[sent % names.length] ?? ''
      sent += 1
      await raw.store(name, body)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, writer))
}
