import { isRefusal } from '@runhive/contracts/define'
import { executionControl, MAX_STDIN_CHUNK_BYTES } from '@runhive/contracts/execution-control'
import * as z from 'zod'
import { isBase64 } from '../domain/files.ts'
import { Signal } from '../domain/signals.ts'
import { badInput, GatewayError } from '../errors/gateway-error.ts'
import { CancelAnswer, type CancelDeps, cancelExecution } from '../executions/cancel.ts'
import { type ControlDeps, control } from '../executions/control.ts'
import { fromCaller } from '../input/from-caller.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'
import { ById } from './by-id.ts'

export type RunningDeps = ControlDeps & CancelDeps

const REST = {
  write: {
    rest: {
      method: 'POST',
      path: '/executions/{id}/stdin',
      summary: 'Write to the stdin of an interactive run',
      description:
        'Returns when more can be accepted: wait for it before sending the next chunk, and chunks keep their order. `end: true` ends the input.',
    },
  },
  signal: {
    rest: { method: 'POST', path: '/executions/{id}/signal', summary: 'Send a signal to a running program' },
  },
  resize: {
    rest: {
      method: 'POST',
      path: '/executions/{id}/resize',
      summary: 'Resize the terminal of a running program',
    },
  },
  cancel: { rest: { method: 'POST', path: '/executions/{id}/cancel', summary: 'Cancel an execution' } },
} satisfies Record<string, ProcedureMeta>

const Chunk = ById.extend({
  data: z.string().default('').describe(`At most ${MAX_STDIN_CHUNK_BYTES} bytes; more is 413.`),
  encoding: z.enum(['utf8', 'base64']).default('utf8').describe('Encoding of `data`.'),
  end: z.boolean().default(false).describe('true: this chunk ends the input.'),
})

/** What an owner can do to a running execution. */
export function createRunning({ admitted }: Pick<Procedures, 'admitted'>, deps: RunningDeps) {
  return {
    write: admitted
      .meta(REST.write)
      .input(fromCaller(Chunk))
      .output(z.object({}))
      .mutation(async ({ input, ctx }) => {
        const base64 = toBase64(input)
        const target = { owned: { accountId: ctx.principal.accountId, id: input.id }, scope: ctx.scope }
        return control(deps, target, (client) => client.write({ base64, end: input.end }, ctx.scope)).catch(
          explain,
        )
      }),

    signal: admitted
      .meta(REST.signal)
      .input(fromCaller(ById.extend({ signal: Signal })))
      .output(z.object({}))
      .mutation(async ({ input: { id, signal }, ctx }) => {
        const target = { owned: { accountId: ctx.principal.accountId, id }, scope: ctx.scope }
        return control(deps, target, (client) => client.signal({ signal }, ctx.scope))
      }),

    resize: admitted
      .meta(REST.resize)
      .input(fromCaller(ById.extend({ columns: z.int().min(1).max(1_000), rows: z.int().min(1).max(1_000) })))
      .output(z.object({}))
      .mutation(async ({ input: { id, ...size }, ctx }) => {
        const target = { owned: { accountId: ctx.principal.accountId, id }, scope: ctx.scope }
        return control(deps, target, (client) => client.resize(size, ctx.scope)).catch(explain)
      }),

    cancel: admitted
      .meta(REST.cancel)
      .input(fromCaller(ById))
      .output(CancelAnswer)
      .mutation(({ input, ctx }) =>
        cancelExecution(deps, { accountId: ctx.principal.accountId, id: input.id }, ctx.scope),
      ),
  }
}

function toBase64({ data, encoding }: z.output<typeof Chunk>): string {
  if (encoding === 'base64' && !isBase64(data)) {
    throw badInput([{ code: 'invalid_base64', path: ['data'], message: 'must be padded base64' }])
  }
  const bytes = Buffer.from(data, encoding)
  if (bytes.length > MAX_STDIN_CHUNK_BYTES) {
    const message = `data must be at most ${MAX_STDIN_CHUNK_BYTES} bytes; it has ${bytes.length}`
    const details = { field: 'data', maximum: MAX_STDIN_CHUNK_BYTES, bytes: bytes.length }
    throw new GatewayError('TOO_LARGE', { message, details })
  }
  return bytes.toString('base64')
}

function explain(error: unknown): never {
  const message = describeConflict(error)
  throw message === undefined ? error : new GatewayError('CONFLICT', { message, cause: error })
}

function describeConflict(error: unknown): string | undefined {
  if (isRefusal(executionControl, 'write', error, 'STDIN_CLOSED'))
    return 'The run accepts no input: it is not interactive, or its input has been closed.'
  return isRefusal(executionControl, 'resize', error, 'NO_TERMINAL') ? 'The run has no terminal.' : undefined
}
