import { setTimeout as delay } from 'node:timers/promises'
import { executionQueue } from '@runhive/contracts/executions'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { connectRawNats } from '@runhive/mesh/raw-nats'
import { findUnheard, isComplete, type StreamReport } from './nats-copies.ts'
import type { PartSpec, Supervisor } from './supervisor.ts'

/** Twice what it takes on a busy machine; longer when one has gone and come back, for then they choose their leader anew. */
const COMPLETE_WITHIN_MS = { first: 10_000, again: 20_000 }
const PAUSE_MS = 200
/** A server that hears answers each second. Who was not heard for so long, although it is there, is mute. */
const MUTE_MS = 10_000
/** For all servers together. On a busy machine about one start in a hundred is mute. */
const PATIENCE_MS = 120_000

/**
 * nats-server 2.10.27 may begin mute, and stays so until its process ends: if the thread that starts it is held up for a moment, what sends to
 * the other servers begins before it knows for which account, and drops everything without a word. It follows its leaders and stores all, serves clients
 * and passes for online, but nobody counts its copies: of three servers no other one may go any more.
 */
export class UnheardError extends Error {
  readonly servers: ReadonlyArray<string>
  constructor(servers: ReadonlyArray<string>) {
    super(`there, but not heard by those who lead: ${servers.join(', ')}`)
    this.name = 'UnheardError'
    this.servers = servers
  }
}

/**
 * Sees to it that the servers of a cluster, which have been started for the first time, count each other in. One that began mute is not counted in
 * at all then, and nothing tells which one that is.
 */
export async function formCluster(supervisor: Supervisor, servers: ReadonlyArray<PartSpec>): Promise<void> {
  if (await becomesReady(servers, COMPLETE_WITHIN_MS.first)) return
  for (const server of servers) {
    await beginAgain(supervisor, server)
    if (await becomesReady(servers, COMPLETE_WITHIN_MS.again)) return
  }
}

/**
 * Sees to it that servers of a cluster, which have been started, are heard: those that are mute begin again, one after the other. Leaves
 * everything else that may be wrong with them to who waits until they are ready.
 */
export async function makeHeard(supervisor: Supervisor, servers: ReadonlyArray<PartSpec>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (const server of servers)
    while (await isMute(supervisor, server, deadline)) await beginAgain(supervisor, server)
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

/** False when it is heard, has ended, or is not ready for any other reason when patience ends. */
async function isMute(supervisor: Supervisor, server: PartSpec, deadline: number): Promise<boolean> {
  let unheardSince: number | undefined
  while (Date.now() < deadline && supervisor.examine(server) === 'running') {
    const reason = await server.ready().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (reason === undefined) return false
    const isUnheard = reason instanceof UnheardError && reason.servers.includes(server.name)
    unheardSince = isUnheard ? (unheardSince ?? Date.now()) : undefined
    if (unheardSince !== undefined && Date.now() - unheardSince > MUTE_MS) return true
    await delay(PAUSE_MS)
  }
  return false
}

/**
 * A server of a cluster greets before the servers have found each other, and before it has what was stored while it was away: until
 * then no other one may go. Rejects with {@link UnheardError} when that will not change.
 */
export async function assertClusterReady(url: string, replicas: number): Promise<void> {
  await using mesh = await connectMesh({ url, service: 'stack', replicas })
  await mesh.queue(executionQueue).depth()
  await using nats = await connectRawNats(url)
  const { streams = [] }: StreamList = JSON.parse(await nats.request('$JS.API.STREAM.LIST', ''))
  const unheard = findUnheard(streams)
  if (unheard.length > 0) throw new UnheardError(unheard)
  const behind = streams.filter((stream) => !isComplete(stream)).map(({ config }) => config.name)
  if (streams.length === 0 || behind.length > 0) throw new Error(`not complete yet: ${behind.join(', ')}`)
}

interface StreamList {
  readonly streams?: ReadonlyArray<StreamReport>
}
