import type { RequestRecord } from '@runhive/contracts/account'
import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import { parseRequestCursor, type RequestPosition, toRequestCursor } from '../../domain/request-cursor.ts'

export interface RequestsQuery {
  readonly accountId: string
  readonly after: RequestPosition | undefined
  readonly limit: number
}

/** Usage data of an account, newest first. One row more than a page shows whether there is a next one. */
export function listRequests(deps: {
  list: (query: RequestsQuery) => Promise<Array<{ position: RequestPosition; record: RequestRecord }>>
}): Handler<typeof auth.procedures.listRequests> {
  return async ({ accountId, cursor, limit }, call) => {
    const after = cursor === undefined ? undefined : parseRequestCursor(cursor)
    if (cursor !== undefined && after === undefined) throw call.refusal('BAD_CURSOR', {})
    const rows = await deps.list({ accountId, after, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const requests = page.map(({ record }) => record)
    return rows.length > limit && last
      ? { requests, nextCursor: toRequestCursor(last.position) }
      : { requests }
  }
}
