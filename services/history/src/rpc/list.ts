import type { Handler } from '@runhive/contracts/define'
import type { ExecutionSummary, history } from '@runhive/contracts/history'
import type { ListQuery } from '../db/executions.ts'
import { parseCursor, toCursor } from '../domain/cursor.ts'

/** An account's executions, newest first, a page at a time. Executions that finish meanwhile shift no later page. */
export function list(deps: {
  list: (query: ListQuery, signal: AbortSignal) => Promise<ExecutionSummary[]>
}): Handler<typeof history.procedures.list> {
  return async ({ cursor, limit, from, to, ...filters }, call) => {
    const after = cursor === undefined ? undefined : parseCursor(cursor)
    if (cursor !== undefined && after === undefined) throw call.refusal('BAD_CURSOR', {})

    const times = { from: toDate(from), to: toDate(to) }
    // One more than a page shows whether there is a next one.
    const found = await deps.list({ ...filters, ...times, after, limit: limit + 1 }, call.signal)
    const executions = found.slice(0, limit)
    const last = executions.at(-1)
    if (found.length <= limit || !last) return { executions }
    return { executions, nextCursor: toCursor({ createdAt: new Date(last.createdAt), id: last.id }) }
  }
}

const toDate = (time: string | undefined) => (time === undefined ? undefined : new Date(time))
