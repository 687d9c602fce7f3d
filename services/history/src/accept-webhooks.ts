import { randomUUID } from 'node:crypto'
import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type { NewDelivery } from './db/deliveries.ts'
import { ownerOf } from './domain/record.ts'
import type { SealedPayloads } from './webhooks/sealed-payloads.ts'

/**
 * Adds a webhook delivery for each finished execution that asked for one. It has a consumer of its own beside the one
 * that records: neither waits for the other, and during an upgrade a process that knows no webhooks does not take their
 * events. A result that must not be stored waits encrypted.
 */
export function acceptWebhooks(deps: {
  mesh: Mesh
  /** Resolves when the delivery is in the database. */
  add: (delivery: NewDelivery) => Promise<void>
  /** Encrypts the payload of a delivery. */
  seal: SealedPayloads['seal']
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
    const id = randomUUID()
    const sealed = !result.stored
    await deps.add({
      ...{ id, executionId: result.id, accountId, url: webhook.url, sealed },
      payload: sealed ? await deps.seal({ accountId, id }, payload) : payload,
    })
  })
}
