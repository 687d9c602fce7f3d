import { setTimeout as delay } from 'node:timers/promises'
import { executionQueue } from '@runhive/contracts/execution-streams'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import type { PartSpec, Supervisor } from '../supervisor/supervisor.ts'
import { isComplete, isHeard, type StreamReport } from './copies.ts'

/**
 * Twice what it takes on a busy machine. Longer after a server was restarted, because then they elect a new leader.
 */
const COMPLETE_WITHIN_MS = { first: 10_000, again: 20_000 }
const PAUSE_MS = 200
/** A leader hears from its followers every second. A running server that was not heard for this long is mute. */
const MUTE_MS = 10_000
/** For all servers together. On a busy machine about one start in a hundred is mute. */
const TIMEOUT_MS = 120_000

/**
 * Makes sure that the servers of a cluster that starts for the first time include each other. A server that starts mute
 * is not included at all then, and nothing tells which one that is.
 */
export async function formCluster(supervisor: Supervisor, servers: ReadonlyArray<PartSpec>): Promise<void> {
  if (await becomesReady(servers, COMPLETE_WITHIN_MS.first)) return
  for (const server of servers) {
    await beginAgain(supervisor, server)
    if (await becomesReady(servers, COMPLETE_WITHIN_MS.again)) return
  }
}

/**
 * nats-server 2.10.27 may start mute and stay so until its process ends: if the starting thread is delayed for a
 * moment, the loop that sends to the other servers starts before it knows its account, and silently drops everything.
 * The server follows its leaders, stores everything, serves clients and counts as online, but its copies do not count:
 * of three servers none of the others may fail.
 *
 * This restarts mute servers, one after the other. Other problems are left to the readiness checks. `url` names all
 * servers of the cluster.
 */
export async function makeHeard(
  { supervisor, url }: { supervisor: Supervisor; url: string },
  servers: ReadonlyArray<PartSpec>,
): Promise<void> {
  if (servers.length === 0) return
  const deadline = Date.now() + TIMEOUT_MS
  for (const server of servers) {
    const isRunning = () => Date.now() < deadline && supervisor.examine(server) === 'running'
    while (await isMute(server.name, { url, isRunning })) await beginAgain(supervisor, server)
  }
}

/** Whether a running server is not heard from now on. False when it is not running, or at the timeout. */
async function isMute(
  server: string,
  { url, isRunning }: { url: string; isRunning: () => boolean },
): Promise<boolean> {
  const since = Date.now()
  let unheardSince: number | undefined
  while (isRunning()) {
    // Taken before the request: answers of the previous process do not count.
    const watchedMs = Date.now() - since
    const heard = isHeard(await listStreams(url).catch(() => []), server, watchedMs)
    if (heard) return false
    unheardSince = heard === false ? (unheardSince ?? Date.now()) : undefined
    if (unheardSince !== undefined && Date.now() - unheardSince > MUTE_MS) return true
    await delay(PAUSE_MS)
  }
  return false
}

async function beginAgain(supervisor: Supervisor, server: PartSpec): Promise<void> {
  await supervisor.stop(server.name)
  await supervisor.start(server)
}

async function becomesReady(servers: ReadonlyArray<PartSpec>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  do {
    const answers = await Promise.allSettled(servers.map(({ ready }) => ready()))
    if (answers.every(({ status }) => status === 'fulfilled')) return true
    await delay(PAUSE_MS)
  } while (Date.now() < deadline)
  return false
}

/**
 * A server of a cluster greets clients before the servers have found each other, and before it has caught up: until
 * then no other server may fail.
 */
export async function assertClusterReady(url: string, replicas: number): Promise<void> {
  await using mesh = await connectMesh({ url, service: 'stack', replicas })
  await mesh.queue(executionQueue).depth()
  const streams = await listStreams(url)
  const behind = streams.filter((stream) => !isComplete(stream)).map(({ config }) => config.name)
  if (streams.length === 0 || behind.length > 0) throw new Error(`not complete yet: ${behind.join(', ')}`)
}

async function listStreams(url: string): Promise<ReadonlyArray<StreamReport>> {
  await using nats = await connectRawNats(url)
  const { streams = [] }: { streams?: StreamReport[] } = JSON.parse(
    await nats.request('$JS.API.STREAM.LIST', ''),
  )
  return streams
}
