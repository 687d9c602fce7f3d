import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { Runtime } from '@runhive/contracts/executor'
import * as z from 'zod'
import type { SiteFacts } from '../installation/site-facts.ts'
import { t } from '../procedure/builder.ts'
import { createProcedures, type ProceduresDeps } from '../procedure/middleware.ts'
import { type AccountDeps, createAccount } from './account.ts'
import { type AdminDeps, createAdmin } from './admin.ts'
import { type ContactDeps, createContact } from './contact.ts'
import { createExecutions, type ExecutionsDeps } from './executions.ts'
import { createHealth, createSite, type HealthDeps } from './health.ts'
import { createKeys } from './keys.ts'
import { createWebhooks } from './webhooks.ts'

export interface RouterDeps
  extends ExecutionsDeps,
    AccountDeps,
    AdminDeps,
    ProceduresDeps,
    HealthDeps,
    ContactDeps {
  readonly history: ExecutionsDeps['history']
  readonly auth: Client<typeof auth>
  readonly contact: ContactDeps['contact']
  readonly siteFacts: () => Promise<SiteFacts>
}

/** The whole public interface. REST and OpenAPI are read off it. */
export function createRouter(deps: RouterDeps) {
  const procedures = createProcedures(deps)
  const { open } = procedures
  return t.router({
    health: createHealth(procedures, deps),
    site: createSite(procedures, deps),
    languages: t.router({
      list: open
        .meta({
          rest: { method: 'GET', path: '/languages', summary: 'Available runtimes, with their limits' },
        })
        .output(z.object({ runtimes: z.array(Runtime) }))
        .query(async () => ({ runtimes: [...(await deps.catalogue.list())] })),
    }),
    executions: createExecutions(procedures, deps),
    keys: createKeys(procedures, deps),
    account: createAccount(procedures, deps),
    contact: createContact(procedures, deps),
    webhooks: createWebhooks(procedures, deps),
    admin: createAdmin(procedures, deps),
  })
}

export type AppRouter = ReturnType<typeof createRouter>
