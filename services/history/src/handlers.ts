import type { Handlers } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { Kysely } from 'kysely'
import * as accounts from './db/accounts.ts'
import * as executions from './db/executions.ts'
import type { Schema } from './db/schema.ts'
import * as usages from './db/usage.ts'
import { analytics } from './rpc/analytics.ts'
import { exportPage } from './rpc/export-page.ts'
import { get } from './rpc/get.ts'
import { list } from './rpc/list.ts'
import { remove } from './rpc/remove.ts'
import { removeAccount } from './rpc/remove-account.ts'
import { usage } from './rpc/usage.ts'

/** What history answers, and with what of the database. */
export function createHandlers({
  db,
  now,
}: {
  db: Kysely<Schema>
  now: () => Date
}): Handlers<typeof history> {
  return {
    get: get({ find: (execution, signal) => executions.findResult(db, execution, signal) }),
    list: list({ list: (query, signal) => executions.list(db, query, signal) }),
    remove: remove({ remove: (execution) => executions.remove(db, execution) }),
    exportPage: exportPage({ page: (query, signal) => executions.exportPage(db, query, signal) }),
    usage: usage({ usage: (query, signal) => usages.ofAccount(db, query, signal) }),
    analytics: analytics({ analytics: (days, signal) => usages.ofAll(db, days, signal) }),
    removeAccount: removeAccount({
      remove: (account, signal) => accounts.removeAccount(db, account, signal),
      now,
    }),
    webhookSecret: () => Promise.reject(new Error('not yet')),
    listDeliveries: () => Promise.reject(new Error('not yet')),
    testWebhook: () => Promise.reject(new Error('not yet')),
  }
}
