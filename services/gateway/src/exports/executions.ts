import { type CallScope, type Client, isRefusal } from '@runhive/contracts/define'
import { ExecutionResult } from '@runhive/contracts/execution-result'
import { history } from '@runhive/contracts/history'
import { AskedRequest } from '@runhive/contracts/request'
import * as z from 'zod'

export const ExecutionLine = z.object({
  part: z.literal('execution'),
  execution: ExecutionResult,
  request: AskedRequest.optional().describe('The request, if it was stored.'),
})
export const ErrorLine = z
  .object({ part: z.literal('error'), code: z.string(), message: z.string(), requestId: z.string() })
  .describe('The last line if something went wrong: the records before it are incomplete.')
export const EndLine = z
  .object({ part: z.literal('end'), counts: z.record(z.string(), z.int().nonnegative()) })
  .describe('The last line of a complete export: how many lines of each part precede it.')

export type ExecutionsLine = z.output<typeof ExecutionsLine>
export const ExecutionsLine = z.discriminatedUnion('part', [ExecutionLine, ErrorLine, EndLine])

export interface ExportExecutionsDeps {
  readonly history: Pick<Client<typeof history>, 'exportPage' | 'request'>
}

/** Every recorded execution, oldest first; a page is fetched when the one before has been taken. */
export async function* exportExecutions(
  { history }: ExportExecutionsDeps,
  accountId: string,
  scope: CallScope,
): AsyncGenerator<z.output<typeof ExecutionLine>, void> {
  let cursor: string | undefined
  do {
    const page = await history.exportPage({ accountId, ...(cursor === undefined ? {} : { cursor }) }, scope)
    for (const execution of page.executions) {
      const { id } = execution
      const isApart = page.apart?.includes(id) ?? false
      const request = isApart ? await findApart(history, { accountId, id }, scope) : page.requests?.[id]
      yield { part: 'execution', execution, ...(request === undefined ? {} : { request }) }
    }
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

/** undefined when it has expired or was removed meanwhile. */
async function findApart(
  { request }: ExportExecutionsDeps['history'],
  owned: { accountId: string; id: string },
  scope: CallScope,
): Promise<AskedRequest | undefined> {
  return request(owned, scope).catch((error: unknown) => {
    if (isRefusal(history, 'request', error, 'NOT_FOUND')) return undefined
    throw error
  })
}

/** The same lines, and then how many there were of each part. */
export async function* withEnd<L extends { part: string }>(
  lines: AsyncIterable<L>,
): AsyncGenerator<L | z.output<typeof EndLine>, void> {
  const counts: Record<string, number> = {}
  for await (const line of lines) {
    counts[line.part] = (counts[line.part] ?? 0) + 1
    yield line
  }
  yield { part: 'end', counts }
}
