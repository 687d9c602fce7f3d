import type { Admission } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { ExecutionEvent, ExecutionRequest, ExecutionResult } from '@runhive/contracts/execution'
import type { history } from '@runhive/contracts/history'
import * as z from 'zod'
import type { Lease } from '../admission/lease.ts'
import type { Catalogue } from '../catalogue.ts'
import { accept } from '../executions/accept.ts'
import { CancelAnswer, type CancelDeps, cancelExecution } from '../executions/cancel.ts'
import { ExecutionView, findExecution, toView } from '../executions/find.ts'
import { type Asker, planExecution } from '../executions/plan.ts'
import { type RunDeps, runExecution } from '../executions/run.ts'
import { type WatchDeps, watchExecution } from '../executions/watch.ts'
import type { RestMeta } from '../rest/endpoint.ts'
import { ById } from './by-id.ts'
import { explainLimits } from './explain-limits.ts'
import type { Procedures } from './procedures.ts'
import { createRecords, type RecordsDeps } from './records.ts'
import { t } from './trpc.ts'

export interface ExecutionsDeps extends RunDeps, WatchDeps, CancelDeps, RecordsDeps {
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

/** Everything about running code. Each procedure sees only what belongs to the account that asks. */
export function createExecutions({ admitted, ...procedures }: Procedures, deps: ExecutionsDeps) {
  const asking = procedures.asking.use(explainLimits(deps.catalogue)).input(ExecutionRequest)
  return t.router({
    ...createRecords({ admitted }, deps),

    run: asking
      .meta(REST.run)
      .output(ExecutionResult)
      .mutation(async ({ input, ctx, signal }) => {
        const item = await planExecution(deps.catalogue, input, toAsker(ctx))
        return runExecution(deps, item, { signal, afterAnswer: ctx.afterAnswer, onAccepted: ctx.lease.keep })
      }),

    submit: asking
      .meta(REST.submit)
      .output(z.object({ id: z.uuid(), status: z.literal('queued') }))
      .mutation(async ({ input, ctx }) => {
        const item = await planExecution(deps.catalogue, input, toAsker(ctx))
        await accept(deps, item)
        ctx.lease.keep()
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

    watch: admitted
      .meta(REST.watch)
      .input(ById.extend({ lastEventId: z.coerce.number().int().nonnegative().nullish() }))
      .subscription(({ input, ctx }) => {
        const owned = { accountId: ctx.principal.accountId, id: input.id, after: input.lastEventId ?? 0 }
        return watchExecution(deps, owned, {
          ...ctx.scope,
          signal: ctx.scope.signal ?? new AbortController().signal,
        })
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

/** Who asks for an execution, and what their admission decided about it. */
function toAsker({ principal, lease }: { principal: Admission; lease: Lease }): Asker {
  const { accountId, retentionDays } = principal
  return { accountId, id: lease.executionId, ...(retentionDays === undefined ? {} : { retentionDays }) }
}
