import type { Client } from '@runhive/contracts/define'
import { history, ServiceHistory } from '@runhive/contracts/history'
import * as z from 'zod'
import { fromCaller } from '../input/from-caller.ts'
import { SiteFacts } from '../installation/site-facts.ts'
import type { Cached } from '../installation/stale-while-revalidate.ts'
import { Status } from '../installation/status.ts'
import { t } from '../procedure/builder.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'

export interface HealthDeps {
  readonly status: Cached<Status>
  readonly history: Pick<Client<typeof history>, 'serviceStates'>
}

const REST = {
  status: { rest: { method: 'GET', path: '/status', summary: 'How the service is' } },
  history: {
    rest: {
      method: 'GET',
      path: '/status/history',
      summary: 'How each part of the service was in the last hours',
      description:
        'At most 96 buckets of equal length. Somebody looks every minute; a minute in which nobody could is `unknown`.',
    },
  },
  site: { rest: { method: 'GET', path: '/site', summary: 'What this installation is and keeps' } },
} satisfies Record<string, ProcedureMeta>

/** How the whole service is and was, for anyone. */
export function createHealth({ open }: Procedures, deps: HealthDeps) {
  return t.router({
    status: open
      .meta(REST.status)
      .output(Status)
      .query(() => deps.status.get()),
    history: open
      .meta(REST.history)
      .input(fromCaller(z.strictObject(history.procedures.serviceStates.input.shape).prefault({})))
      .output(ServiceHistory)
      .query(({ input, ctx }) => deps.history.serviceStates(input, ctx.scope)),
  })
}

/** What this installation is, for anyone. */
export function createSite({ open }: Procedures, deps: { readonly siteFacts: () => Promise<SiteFacts> }) {
  return t.router({
    get: open
      .meta(REST.site)
      .output(SiteFacts)
      .query(() => deps.siteFacts()),
  })
}
