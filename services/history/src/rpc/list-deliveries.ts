import type { Handler } from '@runhive/contracts/define'
import type { history, WebhookDelivery } from '@runhive/contracts/history'
import type { DeliveryQuery } from '../db/deliveries.ts'
import { parseCursor, toCursor } from '../domain/cursor.ts'

/** An account's webhooks with every try, newest first, a page at a time. */
export function listDeliveries(deps: {
  list: (query: DeliveryQuery, signal: AbortSignal) => Promise<WebhookDelivery[]>
}): Handler<typeof history.procedures.listDeliveries> {
  return async ({ cursor, limit, ...filters }, call) => {
    const after = cursor === undefined ? undefined : parseCursor(cursor)
    if (cursor !== undefined && after === undefined) throw call.refusal('BAD_CURSOR', {})

    // One more than a page shows whether there is a next one.
    const found = await deps.list({ ...filters, after, limit: limit + 1 }, call.signal)
    const deliveries = found.slice(0, limit)
    const last = deliveries.at(-1)
    if (found.length <= limit || !last) return { deliveries }
    return { deliveries, nextCursor: toCursor({ createdAt: new Date(last.createdAt), id: last.id }) }
  }
}
