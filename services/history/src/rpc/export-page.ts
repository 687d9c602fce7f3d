import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { ExportPage, ExportQuery } from '../db/export-page.ts'
import { parseCursor, toCursor } from '../domain/cursor.ts'

/**
 * A reply holds at most 16 MiB. The largest result alone is less, and no page is much more than the smaller of the two.
 */
const MAX_BYTES = 4 * 1024 * 1024
const MAX_ROWS = 100

/**
 * An account's whole results, each with its request, oldest first, by page. Those that finish meanwhile come at the
 * end.
 */
export function exportPage(deps: {
  page: (query: ExportQuery, signal: AbortSignal) => Promise<ExportPage>
}): Handler<typeof history.procedures.exportPage> {
  return async ({ accountId, cursor }, call) => {
    const after = cursor === undefined ? undefined : parseCursor(cursor)
    if (cursor !== undefined && after === undefined) throw call.refusal('BAD_CURSOR', {})

    const query = { accountId, after, maxRows: MAX_ROWS, maxBytes: MAX_BYTES }
    const { exported, end } = await deps.page(query, call.signal)
    return {
      executions: exported.map(({ result }) => result),
      requests: Object.fromEntries(
        exported.flatMap(({ result, request }) => (request ? [[result.id, request]] : [])),
      ),
      apart: exported.flatMap(({ result, apart }) => (apart ? [result.id] : [])),
      ...(end ? { nextCursor: toCursor(end) } : {}),
    }
  }
}
