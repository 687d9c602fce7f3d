import { randomUUID } from 'node:crypto'
import { executionEvents } from '@runhive/contracts/executions'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type { NewDelivery } from './db/deliveries.ts'
import { ownerOf } from './domain/record.ts'

/**
 * Notes whom to notify of what finished. A consumer of its own beside the one that records: neither waits for the other, and an instance
 * from before webhooks, which still runs during an upgrade, does not take their events away.
 */
export function acceptWebhooks(deps: {
  mesh: Mesh
  /** Resolves when the delivery is in the database. */
  add: (delivery: NewDelivery) => Promise<void>
  log: Pick<Logger, 'error'>
}): Promise<AsyncDisposable> {
  const finished = { consumer: 'webhooks', kinds: ['finished'] }
  return deps.mesh.log(executionEvents).consume(finished, async ({ key, event }) => {
    if (event.kind !== 'finished' || event.webhook === undefined) return
    const { result, webhook } = event
    const accountId = ownerOf(key, result)
    if (accountId === undefined) {
      deps.log.error({ executionId: result.id }, 'a finished event under a wrong key notifies nobody')
      return
    }
    const payload = JSON.stringify({ type: 'execution.finished', timestamp: result.finishedAt, data: result })
    await deps.add({ id: randomUUID(), executionId: result.id, accountId, url: webhook.url, payload })
  })
}
