import { setTimeout as delay } from 'node:timers/promises'
import { executionEvents, executionQueue } from '@runhive/contracts/execution-streams'
import { connectRawNats } from '@runhive/mesh/testing/raw-nats'
import { NATS_PARTS, type NatsPartName } from '@runhive/stack/nats/nodes'
import type { PartName, Stack } from '@runhive/stack/stack'
import type { Drill } from './drill.ts'

/** One of several instances dies, and the others carry on: drills for a scene that has several. */

export const oneExecutorKilled: Drill = {
  name: 'executors',
  title: 'one of two executors is killed in the middle of runs, and the other takes them over',
  // Longer than a lease: the remaining executor must take over the items of the dead one.
  outageMs: 20_000,
  disturb: killed('executor'),
}

export const oneGatewayKilled: Drill = {
  name: 'gateways',
  title: 'one of two gateways is killed, and its callers go to the other',
  outageMs: 5_000,
  disturb: killed('gateway'),
}

export const oneAuthKilled: Drill = {
  name: 'auths',
  title: 'one of two auths is killed',
  outageMs: 5_000,
  disturb: killed('auth'),
}

/** Nothing is lost on nats-server 2.10.27. */
export const leadersKilled: Drill = {
  name: 'cluster',
  title: 'one of three NATS servers is killed: who leads the queue, then who leads the events',
  outageMs: 10_000,
  async disturb({ stack }, { outageMs }) {
    for (const stream of [executionQueue.name, executionEvents.name]) {
      const leader = await leaderOf(stack, stream)
      await stack.kill(leader)
      await delay(outageMs)
      await stack.start(leader)
    }
    return []
  },
}

export const primaryRestarted: Drill = {
  name: 'primary',
  title: 'the database restarts',
  outageMs: 0,
  async disturb({ stack }) {
    await stack.restart('postgres')
    return []
  },
}

function killed(part: PartName): Drill['disturb'] {
  return async ({ stack }, { outageMs }) => {
    await stack.kill(part)
    await delay(outageMs)
    await stack.start(part)
    return []
  }
}

/** A server of the stack's NATS cluster has the name of its part. */
async function leaderOf(stack: Stack, stream: string): Promise<NatsPartName> {
  await using nats = await connectRawNats(stack.natsUrl)
  const info = await nats.request(`$JS.API.STREAM.INFO.${stream}`, '')
  const { cluster }: { cluster?: { leader?: string } } = JSON.parse(info)
  const part = NATS_PARTS.find((name) => name === cluster?.leader)
  if (part === undefined) throw new Error(`nobody leads ${stream}`)
  return part
}
