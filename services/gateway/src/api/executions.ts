import type { Admission } from '@runhive/contracts/admission'
import type { Client } from '@runhive/contracts/define'
import { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import type { Erasure } from '@runhive/contracts/execution-streams'
import type { history } from '@runhive/contracts/history'
import { ExecutionRequest } from '@runhive/contracts/request'
import type { Log } from '@runhive/mesh/mesh'
import type { TrackedEnvelope } from '@trpc/server'
import * as z from 'zod'
import type { ConcurrencySlot } from '../admission/concurrency-slots.ts'
import { chooseLane } from '../domain/lane.ts'
import { badInput } from '../errors/gateway-error.ts'
import { enqueue, type Order } from '../executions/acceptance/enqueue.ts'
import { planExecution } from '../executions/acceptance/plan.ts'
import { ExecutionView, findExecution, toView } from '../executions/lookup/find.ts'
import type { SentRequest } from '../executions/lookup/find-request.ts'
import { type RunDeps, runExecution } from '../executions/run.ts'
import { type WatchDeps, watchExecution } from '../executions/watch.ts'
import { fromCaller } from '../input/from-caller.ts'
import type { Catalogue } from '../installation/catalogue.ts'
import { t } from '../procedure/builder.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'
import { ById } from './by-id.ts'
import { explainLimits } from './explain-limits.ts'
import { createRecords, type RecordsDeps } from './records.ts'
import { createRunning, type RunningDeps } from './running.ts'

export interface ExecutionsDeps extends RunDeps, WatchDeps, RunningDeps, RecordsDeps {
  readonly events: RunDeps['events']
  readonly erasures: Log<Erasure>
  readonly requests: Log<SentRequest>
  readonly runningAt: RunningDeps['runningAt']
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
        'Accepts an execution. With `wait=true` it returns the result (200), otherwise the id (202) at once. Disconnecting early does not end the execution.',
      when: {
        name: 'wait',
        description: 'true: return the result. false: return the id at once.',
      },
    },
  },
  submit: {
    rest: {
      method: 'POST',
      path: '/executions',
      status: 202,
      location: '/executions/{id}',
      summary: 'Submit code to be run',
    },
  },
  get: {
    rest: {
      method: 'GET',
      path: '/executions/{id}',
      summary: 'Get an execution',
      description: 'Its result once it has finished; before that, its id and `status` `queued` or `running`.',
    },
  },
  watch: {
    rest: {
      method: 'GET',
      path: '/executions/{id}/events',
      summary: 'Watch an execution',
      description:
        'Server-sent events: `id` is the number, `event` the kind, `data` the event. Resumes after `Last-Event-ID`. Ends after `finished`; 204 if that has already been seen.',
      event: ExecutionEvent,
    },
  },
} satisfies Record<string, ProcedureMeta>

/** Everything about running code. Each procedure sees only what belongs to the caller's account. */
export function createExecutions({ admitted, ...procedures }: Procedures, deps: ExecutionsDeps) {
  const executing = procedures.executing
    .use(explainLimits(deps.catalogue))
    .input(fromCaller(ExecutionRequest))
  return t.router({
    ...createRecords({ admitted }, deps),
    ...createRunning({ admitted }, deps),

    run: executing
      .meta(REST.run)
      .output(ExecutionResult)
      .mutation(async ({ input, ctx, signal }) => {
        assertNobodyIsNeeded(input)
        const order = await plan(deps, input, ctx)
        return runExecution(deps, order, {
          scope: { ...ctx.scope, signal },
          afterAnswer: ctx.afterAnswer,
          onAccepted: ctx.slot.settle,
          onUncertain: ctx.slot.settle,
        })
      }),

    submit: executing
      .meta(REST.submit)
      .output(z.object({ id: z.uuid(), status: z.literal('queued') }))
      .mutation(async ({ input, ctx }) => {
        const scope = { ...ctx.scope, onUncertain: ctx.slot.settle }
        const { id } = await enqueue(deps, await plan(deps, input, ctx), scope)
        ctx.slot.settle(id)
        return { id, status: 'queued' as const }
      }),

    get: admitted
      .meta(REST.get)
      .input(fromCaller(ById))
      .output(ExecutionView)
      .query(async ({ input, ctx }) => {
        const owned = { accountId: ctx.principal.accountId, id: input.id }
        return toView(input.id, await findExecution(deps, owned, ctx.scope))
      }),

    watch: admitted
      .meta(REST.watch)
      .input(fromCaller(ById.extend({ lastEventId: z.coerce.number().int().nonnegative().nullish() })))
      .subscription(({ input, ctx }): Promise<AsyncIterable<TrackedEnvelope<ExecutionEvent>, void>> => {
        const owned = { accountId: ctx.principal.accountId, id: input.id, after: input.lastEventId ?? 0 }
        return watchExecution(deps, owned, {
          ...ctx.scope,
          signal: ctx.scope.signal ?? new AbortController().signal,
          untilWritable: ctx.untilWritable,
        })
      }),
  })
}

/** What is to be accepted: the request as admission and the catalogue allow it. */
async function plan(
  { catalogue }: Pick<ExecutionsDeps, 'catalogue'>,
  request: ExecutionRequest,
  { principal, slot }: { principal: Admission; slot: ConcurrencySlot },
): Promise<Order> {
  const { accountId, retentionDays, outstanding = 0 } = principal
  const asker = { accountId, id: slot.executionId, retentionDays }
  const item = await planExecution(catalogue, request, {
    ...asker,
    ...(canAskAgain(request, principal) ? { requestSent: true } : {}),
  })
  return { item, lane: chooseLane(accountId, outstanding) }
}

/**
 * Whether its owner can ever read the request again: what nobody can read is not kept. A caller that is not signed in
 * is another account tomorrow.
 */
function canAskAgain({ store }: ExecutionRequest, { credential }: Admission): boolean {
  return store && credential.kind !== 'anonymous'
}

/** A caller that waits for the result cannot write meanwhile: the id is not known before. */
function assertNobodyIsNeeded({ interactive }: ExecutionRequest): void {
  if (!interactive) return
  const message = 'must be false when waiting for the result: submit it, then watch and write'
  throw badInput([{ code: 'invalid_value', path: ['interactive'], message }])
}
