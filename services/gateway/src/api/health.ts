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
  status: { rest: { method: 'GET', path: '/status', summary: 'Status of the service' } },
  history: {
    rest: {
      method: 'GET',
      path: '/status/history',
      summary: 'Past states of each part of the service',
      description:
        'At most 96 buckets of equal length. The state is observed every minute; a minute without observation is `unknown`.',
    },
  },
  site: {
    rest: { method: 'GET', path: '/site', summary: 'Facts about this installation and its data retention' },
  },
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
