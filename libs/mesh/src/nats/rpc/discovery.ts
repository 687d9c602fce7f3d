import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { DiscoverOptions, ServiceInstance } from '../../mesh.ts'
import { DISCOVERY_VERBS, discoveryReply, discoverySubjects, readStatsReply } from '../../rpc/discovery.ts'
import { isInbox } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'
import { isNoResponders } from '../connection/message.ts'

/** Answers `$SRV.PING`, `INFO` and `STATS` for one instance, until disposed. */
export function answerDiscovery(
  connection: Connection,
  described: Parameters<typeof discoveryReply>[1],
): Disposable {
  const subscriptions = DISCOVERY_VERBS.flatMap((verb) => {
    const reply = (message: Msg) => {
      if (message.reply && isInbox(message.reply))
        connection.publish(message.reply, JSON.stringify(discoveryReply(verb, described)))
    }
    return discoverySubjects(verb, described.identity).map((subject) => connection.subscribe(subject, reply))
  })
  return {
    [Symbol.dispose]() {
      for (const subscription of subscriptions) subscription.unsubscribe()
    },
  }
}

/** Asks all instances and collects the answers that come in time, or until every expected service has answered. */
export function discover(connection: Connection, options: DiscoverOptions = {}): Promise<ServiceInstance[]> {
  const { withinMs = 250, expected = [], expectedWithinMs = 2_000 } = options
  const subject = '$SRV.STATS'
  return new Promise((resolve, reject) => {
    const found: ServiceInstance[] = []
    const missing = new Set(expected)
    let isOvertime = false
    const end = (settle: () => void) => {
      clearTimeout(timer)
      inbox[Symbol.dispose]()
      settle()
    }
    const finish = () => end(() => resolve(found))
    const stragglersOver = () => {
      if (missing.size === 0 || expectedWithinMs <= withinMs) return finish()
      isOvertime = true
      timer = setTimeout(finish, expectedWithinMs - withinMs)
    }
    let timer = setTimeout(stragglersOver, withinMs)
    const onMessage = (message: Msg) => {
      if (isNoResponders(message)) return end(() => resolve([]))
      const instance = readStatsReply(message.string())
      if (!instance) return
      found.push(instance)
      missing.delete(instance.service)
      if (isOvertime && missing.size === 0) finish()
    }
    const inbox = connection.openInbox({ subject, onMessage, fail: (error) => end(() => reject(error)) })
    if (connection.isConnected()) connection.publish(subject, '', { reply: inbox.address })
    else end(() => reject(new RpcError('UNAVAILABLE', { message: 'the mesh server is unavailable' })))
  })
}
