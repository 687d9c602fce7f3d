import type { Client } from '@runhive/contracts/define'
import { ExecutionStatus } from '@runhive/contracts/execution-result'
import { ExecutionSummary, type history } from '@runhive/contracts/history'
import { AskedRequest } from '@runhive/contracts/request'
import * as z from 'zod'
import { type FindRequestDeps, findRequest } from '../executions/lookup/find-request.ts'
import { type RemoveDeps, removeExecution } from '../executions/remove.ts'
import { ExecutionsLine, exportExecutions, withEnd } from '../exports/executions.ts'
import { fromCaller } from '../input/from-caller.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'
import { ById } from './by-id.ts'

export interface RecordsDeps extends RemoveDeps, FindRequestDeps {
  readonly requests: RemoveDeps['requests'] & FindRequestDeps['requests']
  readonly history: Client<typeof history>
}

const REST = {
  list: {
    rest: { method: 'GET', path: '/executions', summary: 'List finished executions, newest first' },
  },
  request: {
    rest: {
      method: 'GET',
      path: '/executions/{id}/request',
      summary: 'Get the request of an execution',
      description:
        'Its files, input, arguments and limits: send it to `POST /executions` to run the same again. Available from acceptance until the record expires or is removed; not for executions with `store: false`. The webhook and the idempotency key are not stored.',
    },
  },
  export: {
    rest: {
      method: 'GET',
      path: '/executions/export',
      summary: 'Download every recorded execution, oldest first',
      description:
        'One JSON record per line: the result, and the request if it was stored. The last line is `end`, or `error` if something is missing.',
      lines: { of: ExecutionsLine, fileName: 'runhive-executions.ndjson' },
    },
  },
  remove: {
    rest: {
      method: 'DELETE',
      path: '/executions/{id}',
      summary: 'Remove a finished execution',
      description: 'Removes its code, output and record. It still counts in the usage of its day.',
    },
  },
} satisfies Record<string, ProcedureMeta>

/** What is kept of an account's executions when they have ended. */
export function createRecords({ admitted }: Pick<Procedures, 'admitted'>, deps: RecordsDeps) {
  return {
    list: admitted
      .meta(REST.list)
      .input(
        fromCaller(
          z.strictObject({
            cursor: z.string().max(128).optional().describe('`nextCursor` of the previous page.'),
            limit: z.int().min(1).max(100).default(20),
            language: z.string().max(64).optional(),
            status: ExecutionStatus.optional(),
            from: z.iso.datetime().optional().describe('Created at this time or later.'),
            to: z.iso.datetime().optional().describe('Created before this time.'),
          }),
        ),
      )
      .output(z.object({ executions: z.array(ExecutionSummary), nextCursor: z.string().optional() }))
      .query(({ input, ctx }) =>
        deps.history.list({ ...input, accountId: ctx.principal.accountId }, ctx.scope),
      ),

    request: admitted
      .meta(REST.request)
      .input(fromCaller(ById))
      .output(AskedRequest)
      .query(({ input, ctx }) =>
        findRequest(deps, { accountId: ctx.principal.accountId, id: input.id }, ctx.scope),
      ),

    remove: admitted
      .meta(REST.remove)
      .input(fromCaller(ById))
      .output(z.object({}))
      .mutation(async ({ input, ctx }) => {
        await removeExecution(deps, { accountId: ctx.principal.accountId, id: input.id }, ctx.scope)
        return {}
      }),

    export: admitted
      .meta(REST.export)
      .query(({ ctx }) => withEnd(exportExecutions(deps, ctx.principal.accountId, ctx.scope))),
  }
}
