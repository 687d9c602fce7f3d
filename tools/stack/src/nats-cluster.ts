import { setTimeout as delay } from 'node:timers/promises'
import { executionQueue } from '@runhive/contracts/executions'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { connectRawNats } from '@runhive/mesh/raw-nats'
import type { PartSpec, Supervisor } from './supervisor.ts'

/** Twice what it takes on a busy machine; longer when one has gone and come back, for then they choose their leader anew. */
const COMPLETE_WITHIN_MS = { first: 10_000, again: 20_000 }
const PAUSE_MS = 200

/**
 * Sees to it that the servers of a cluster, which have been started, count each other in. Of servers that begin at the same moment 2.10.27 may leave
 * one out for ever: its answers do not reach the leader, which does not count it in then. Begun again it is heard.
 */
export async function formCluster(supervisor: Supervisor, servers: ReadonlyArray<PartSpec>): Promise<void> {
  if (await becomesReady(servers, COMPLETE_WITHIN_MS.first)) return
  for (const server of servers) {
    await supervisor.stop(server.name)
    await supervisor.start(server)
    if (await becomesReady(servers, COMPLETE_WITHIN_MS.again)) return
  }
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
 * A server of a cluster greets before the servers have found each other, and before it has what was stored while it was away: until
 * then no other one may go.
 */
export async function assertClusterReady(url: string, replicas: number): Promise<void> {
  await using mesh = await connectMesh({ url, service: 'stack', replicas })
  await mesh.queue(executionQueue).depth()
  await using nats = await connectRawNats(url)
  const { streams = [] }: StreamList = JSON.parse(await nats.request('$JS.API.STREAM.LIST', ''))
  const behind = streams.filter(({ cluster }) => !isComplete(cluster)).map(({ config }) => config.name)
  if (streams.length === 0 || behind.length > 0) throw new Error(`not complete yet: ${behind.join(', ')}`)
}

interface StreamList {
  readonly streams?: ReadonlyArray<{
    readonly config: { readonly name: string }
    readonly cluster?: StreamCluster
  }>
}
interface StreamCluster {
  readonly leader?: string
  readonly replicas?: ReadonlyArray<{
    readonly current: boolean
    readonly offline?: boolean
    readonly lag?: number
  }>
}

/** Whether somebody leads, and every copy is as far as the leader's. */
function isComplete(cluster: StreamCluster | undefined): boolean {
  const copies = cluster?.replicas ?? []
  return Boolean(cluster?.leader) && copies.every(({ current, offline, lag }) => current && !offline && !lag)
}
