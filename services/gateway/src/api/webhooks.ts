import type { Client } from '@runhive/contracts/define'
import { type history, WebhookDelivery } from '@runhive/contracts/history'
import { Webhook } from '@runhive/contracts/request'
import * as z from 'zod'
import { fromCaller } from '../input/from-caller.ts'
import { t } from '../procedure/builder.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'

export interface WebhooksDeps {
  readonly history: Client<typeof history>
}

const REST = {
  secret: {
    rest: {
      method: 'GET',
      path: '/webhooks/secret',
      summary: 'The secret with which your webhooks are signed',
      description:
        'Signatures follow the Standard Webhooks specification: `webhook-id`, `webhook-timestamp`, `webhook-signature`.',
    },
  },
  rotateSecret: {
    rest: { method: 'POST', path: '/webhooks/secret/rotate', summary: 'Replace the secret at once' },
  },
  deliveries: {
    rest: {
      method: 'GET',
      path: '/webhooks/deliveries',
      summary: 'List deliveries with all attempts, newest first',
    },
  },
  test: { rest: { method: 'POST', path: '/webhooks/test', summary: 'Send a test notification now' } },
} satisfies Record<string, ProcedureMeta>

const Secret = z.object({ secret: z.string().describe('`whsec_…`.') })

/** How webhooks are signed, and how their deliveries went. */
export function createWebhooks({ admitted }: Pick<Procedures, 'admitted'>, { history }: WebhooksDeps) {
  return t.router({
    secret: admitted
      .meta(REST.secret)
      .output(Secret)
      .query(({ ctx }) => history.webhookSecret({ accountId: ctx.principal.accountId }, ctx.scope)),

    rotateSecret: admitted
      .meta(REST.rotateSecret)
      .output(Secret)
      .mutation(({ ctx }) =>
        history.webhookSecret({ accountId: ctx.principal.accountId, rotate: true }, ctx.scope),
      ),

    deliveries: admitted
      .meta(REST.deliveries)
      .input(
        fromCaller(
          z.strictObject({
            executionId: z.uuid('must be an execution id, a UUID').optional(),
            cursor: z.string().max(128).optional().describe('`nextCursor` of the previous page.'),
            limit: z.int().min(1).max(100).default(20),
          }),
        ),
      )
      .output(z.object({ deliveries: z.array(WebhookDelivery), nextCursor: z.string().optional() }))
      .query(({ input, ctx }) =>
        history.listDeliveries({ ...input, accountId: ctx.principal.accountId }, ctx.scope),
      ),

    test: admitted
      .meta(REST.test)
      .input(fromCaller(Webhook))
      .output(WebhookDelivery)
      .mutation(({ input: { url }, ctx }) =>
        history.testWebhook({ accountId: ctx.principal.accountId, url }, ctx.scope),
      ),
  })
}
