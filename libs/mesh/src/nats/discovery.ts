import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { DISCOVERY_VERBS, discoveryReply, discoverySubjects, readStatsReply } from '../discovery.ts'
import type { ServiceInstance } from '../mesh.ts'
import { isNoResponders, type Link } from './link.ts'

/** Answers `$SRV.PING`, `INFO` and `STATS` for one instance, until disposed. */
export function answerDiscovery(link: Link, described: Parameters<typeof discoveryReply>[1]): Disposable {
  const subscriptions = DISCOVERY_VERBS.flatMap((verb) => {
    const reply = (message: Msg) => {
      if (message.reply) link.publish(message.reply, JSON.stringify(discoveryReply(verb, described)))
    }
    return discoverySubjects(verb, described.identity).map((subject) => link.subscribe(subject, reply))
  })
  return {
    [Symbol.dispose]() {
      for (const subscription of subscriptions) subscription.unsubscribe()
    },
  }
}

/** Asks everyone and collects who answers within the time. */
export function discover(link: Link, withinMs: number): Promise<ServiceInstance[]> {
  const subject = '$SRV.STATS'
  return new Promise((resolve, reject) => {
    const found: ServiceInstance[] = []
    const end = (settle: () => void) => {
      clearTimeout(timer)
      inbox[Symbol.dispose]()
      settle()
    }
    const timer = setTimeout(() => end(() => resolve(found)), withinMs)
    const onMessage = (message: Msg) => {
      if (isNoResponders(message)) return end(() => resolve([]))
      const instance = readStatsReply(message.string())
      if (instance) found.push(instance)
    }
    const inbox = link.openInbox({ subject, onMessage, fail: (error) => end(() => reject(error)) })
    if (link.isConnected()) link.publish(subject, '', { reply: inbox.address })
    else end(() => reject(new RpcError('UNAVAILABLE', { message: 'the mesh server is away' })))
  })
}
