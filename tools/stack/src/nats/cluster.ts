import { setTimeout as delay } from 'node:timers/promises'
import { executionQueue } from '@runhive/contracts/execution-streams'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import type { PartSpec, Supervisor } from '../supervisor/supervisor.ts'
import { isComplete, isHeard, type StreamReport } from './copies.ts'

/**
 * Twice what it takes on a busy machine; longer when one has gone and come back, for then they choose their leader
 * anew.
 */
const COMPLETE_WITHIN_MS = { first: 10_000, again: 20_000 }
const PAUSE_MS = 200
/** A server that hears answers each second. Who was not heard for so long, although it is there, is mute. */
const MUTE_MS = 10_000
/** For all servers together. On a busy machine about one start in a hundred is mute. */
const TIMEOUT_MS = 120_000

/**
 * Sees to it that the servers of a cluster, which have been started for the first time, count each other in. One that
 * began mute is not counted in at all then, and nothing tells which one that is.
 */
export async function formCluster(supervisor: Supervisor, servers: ReadonlyArray<PartSpec>): Promise<void> {
  if (await becomesReady(servers, COMPLETE_WITHIN_MS.first)) return
  for (const server of servers) {
    await beginAgain(supervisor, server)
    if (await becomesReady(servers, COMPLETE_WITHIN_MS.again)) return
  }
}

/**
 * nats-server 2.10.27 may begin mute, and stays so until its process ends: if the thread that starts it is held up for
 * a moment, what sends to the other servers begins before it knows for which account, and drops everything without a
 * word. It follows its leaders and stores all, serves clients and passes for online, but nobody counts its copies: of
 * three servers no other one may go any more.
 *
 * This has servers that have been started, and are mute, begin again, one after the other. It leaves everything else
 * that may be wrong with them to who waits until they are ready. `url` is of all servers of the cluster.
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

/** Whether a server that is there has not been heard since now. False when it is not running, or time is up. */
async function isMute(
  server: string,
  { url, isRunning }: { url: string; isRunning: () => boolean },
): Promise<boolean> {
  const since = Date.now()
  let unheardSince: number | undefined
  while (isRunning()) {
    // Taken before the question: what was heard of the process before this one does not count.
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
 * A server of a cluster greets before the servers have found each other, and before it has what was stored while it was
 * away: until then no other one may go.
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
