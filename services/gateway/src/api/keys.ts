import { ApiKeyChange, ApiKeyRequest, ApiKeyView } from '@runhive/contracts/account'
import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import * as z from 'zod'
import { fromCaller } from '../input/from-caller.ts'
import { t } from '../procedure/builder.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'

const REST = {
  list: { rest: { method: 'GET', path: '/keys', summary: 'List your API keys' } },
  create: {
    rest: {
      method: 'POST',
      path: '/keys',
      summary: 'Create an API key',
      description: 'The response contains the key itself, which is never shown again.',
    },
  },
  update: {
    rest: {
      method: 'PATCH',
      path: '/keys/{id}',
      summary: 'Change an API key',
      description:
        'Omitted fields stay unchanged. With `active: false` the key is refused everywhere within one second, and streams opened with it end.',
    },
  },
  remove: { rest: { method: 'DELETE', path: '/keys/{id}', summary: 'Remove an API key' } },
} satisfies Record<string, ProcedureMeta>

const Id = z.string().min(1).max(64)

/** The caller's own API keys. */
export function createKeys({ signedIn }: Procedures, deps: { readonly auth: Client<typeof auth> }) {
  return t.router({
    list: signedIn
      .meta(REST.list)
      .output(z.object({ keys: z.array(ApiKeyView) }))
      .query(({ ctx }) => deps.auth.listKeys({ accountId: ctx.principal.accountId }, ctx.scope)),

    create: signedIn
      .meta(REST.create)
      .input(fromCaller(ApiKeyRequest))
      .output(
        z.object({
          key: ApiKeyView,
          token: z.string().describe('The key itself, which is never shown again.'),
        }),
      )
      .mutation(({ input, ctx }) =>
        deps.auth.createKey({ accountId: ctx.principal.accountId, key: input }, ctx.scope),
      ),

    update: signedIn
      .meta(REST.update)
      .input(fromCaller(ApiKeyChange.extend({ id: Id })))
      .output(ApiKeyView)
      .mutation(({ input: { id, ...change }, ctx }) =>
        deps.auth.updateKey({ accountId: ctx.principal.accountId, id, change }, ctx.scope),
      ),

    remove: signedIn
      .meta(REST.remove)
      .input(fromCaller(z.strictObject({ id: Id })))
      .output(z.object({}))
      .mutation(({ input, ctx }) =>
        deps.auth.removeKey({ accountId: ctx.principal.accountId, id: input.id }, ctx.scope),
      ),
  })
}
