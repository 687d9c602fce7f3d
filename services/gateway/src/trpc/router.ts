import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { Runtime } from '@runhive/contracts/executor'
import * as z from 'zod'
import type { Cached } from '../cached.ts'
import { Status } from '../status.ts'
import { createExecutions, type ExecutionsDeps } from './executions.ts'
import { createAdmitted, open, t } from './trpc.ts'

export interface RouterDeps extends ExecutionsDeps {
  readonly admit: Client<typeof auth>['admit']
  readonly status: Cached<Status>
}

/** The whole public interface. REST and OpenAPI are read off it. */
export function createRouter(deps: RouterDeps) {
  return t.router({
    health: t.router({
      status: open
        .meta({ rest: { method: 'GET', path: '/status', summary: 'How the service is', open: true } })
        .output(Status)
        .query(() => deps.status.get()),
    }),
    languages: t.router({
      list: open
        .meta({
          rest: { method: 'GET', path: '/languages', summary: 'What can be run, with limits', open: true },
        })
        .output(z.object({ runtimes: z.array(Runtime) }))
        .query(async () => ({ runtimes: [...(await deps.catalogue.list())] })),
    }),
    executions: createExecutions(createAdmitted(deps.admit), deps),
  })
}

export type AppRouter = ReturnType<typeof createRouter>
