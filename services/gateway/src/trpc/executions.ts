import type { Client } from '@runhive/contracts/define'
import {
  ExecutionEvent,
  ExecutionRequest,
  ExecutionResult,
  ExecutionStatus,
} from '@runhive/contracts/execution'
import type { history } from '@runhive/contracts/history'
import { ExecutionSummary } from '@runhive/contracts/history'
import * as z from 'zod'
import type { Catalogue } from '../catalogue.ts'
import { accept } from '../executions/accept.ts'
import { CancelAnswer, type CancelDeps, cancelExecution } from '../executions/cancel.ts'
import { ExecutionView, findExecution, toView } from '../executions/find.ts'
import { planExecution } from '../executions/plan.ts'
import { type RunDeps, runExecution } from '../executions/run.ts'
import { type WatchDeps, watchExecution } from '../executions/watch.ts'
import type { RestMeta } from '../rest/endpoint.ts'
import { explainLimits } from './explain-limits.ts'
import { type Admitted, t } from './trpc.ts'

export interface ExecutionsDeps extends RunDeps, WatchDeps, CancelDeps {
  readonly events: RunDeps['events']
  readonly history: Client<typeof history>
  readonly catalogue: Catalogue
}

/** Where each procedure is over REST, and what the reference says about it. */
const REST = {
  run: {
    rest: {
      method: 'POST',
      path: '/executions',
      summary: 'Run code',
      description:
        'Accepts an execution. With `wait=true` the answer is its result (200), else its id (202) at once. Leaving early does not end it.',
      when: {
        name: 'wait',
        description: 'true: answer with the result. false: answer at once with the id.',
      },
    },
  },
  submit: { rest: { method: 'POST', path: '/executions', status: 202, summary: 'Submit code to be run' } },
  get: {
    rest: {
      method: 'GET',
      path: '/executions/{id}',
      summary: 'Get an execution',
      description: 'Its result once it has finished; until then its id and `status` `queued` or `running`.',
    },
  },
  list: {
    rest: { method: 'GET', path: '/executions', summary: 'List finished executions, newest first' },
  },
  watch: {
    rest: {
      method: 'GET',
      path: '/executions/{id}/events',
      summary: 'Watch an execution',
      description:
        'Server-sent events: `id` is the number, `event` the kind, `data` the event. Continues after `Last-Event-ID`. Ends after `finished`; 204 when that was seen before.',
      event: ExecutionEvent,
    },
  },
  cancel: { rest: { method: 'POST', path: '/executions/{id}/cancel', summary: 'Cancel an execution' } },
} satisfies Record<string, RestMeta>

const ById = z.strictObject({ id: z.uuid('must be an execution id, a UUID') })

/** Everything about running code. Each procedure sees only what belongs to the account that asks. */
export function createExecutions(admitted: Admitted, deps: ExecutionsDeps) {
  const asking = admitted.use(explainLimits(deps.catalogue)).input(ExecutionRequest)
  return t.router({
    run: asking
      .meta(REST.run)
      .output(ExecutionResult)
      .mutation(async ({ input, ctx, signal }) => {
        const item = await planExecution(deps.catalogue, input, ctx.principal.accountId)
        return runExecution(deps, item, { signal, afterAnswer: ctx.afterAnswer })
      }),

    submit: asking
      .meta(REST.submit)
      .output(z.object({ id: z.uuid(), status: z.literal('queued') }))
      .mutation(async ({ input, ctx }) => {
        const item = await planExecution(deps.catalogue, input, ctx.principal.accountId)
        await accept(deps, item)
        return { id: item.id, status: 'queued' as const }
      }),

    get: admitted
      .meta(REST.get)
      .input(ById)
      .output(ExecutionView)
      .query(async ({ input, ctx }) => {
        const owned = { accountId: ctx.principal.accountId, id: input.id }
        return toView(input.id, await findExecution(deps, owned, ctx.scope))
      }),

    list: admitted
      .meta(REST.list)
      .input(
        z.strictObject({
          cursor: z.string().max(128).optional().describe('`nextCursor` of the page before.'),
          limit: z.int().min(1).max(100).default(20),
          language: z.string().max(64).optional(),
          status: ExecutionStatus.optional(),
        }),
      )
      .output(z.object({ executions: z.array(ExecutionSummary), nextCursor: z.string().optional() }))
      .query(({ input, ctx }) =>
        deps.history.list({ ...input, accountId: ctx.principal.accountId }, ctx.scope),
      ),

    watch: admitted
      .meta(REST.watch)
      .input(ById.extend({ lastEventId: z.coerce.number().int().nonnegative().nullish() }))
      .subscription(({ input, ctx, signal }) => {
        const owned = { accountId: ctx.principal.accountId, id: input.id, after: input.lastEventId ?? 0 }
        return watchExecution(deps, owned, { ...ctx.scope, signal: signal ?? new AbortController().signal })
      }),

    cancel: admitted
      .meta(REST.cancel)
      .input(ById)
      .output(CancelAnswer)
      .mutation(({ input, ctx }) =>
        cancelExecution(deps, { accountId: ctx.principal.accountId, id: input.id }, ctx.scope),
      ),
  })
}
