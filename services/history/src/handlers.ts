import type { Handlers } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { Kysely } from 'kysely'
import type { Config } from './config.ts'
import * as accounts from './db/accounts.ts'
import * as deliveries from './db/deliveries.ts'
import * as executions from './db/executions.ts'
import { exportPage as pageOf } from './db/export-page.ts'
import { outcomesSince } from './db/outcomes.ts'
import { findRequest } from './db/requests.ts'
import type { Schema } from './db/schema.ts'
import { minutesIn } from './db/service-states.ts'
import * as usages from './db/usage.ts'
import * as secrets from './db/webhook-secrets.ts'
import { analytics } from './rpc/analytics.ts'
import { exportPage } from './rpc/export-page.ts'
import { get } from './rpc/get.ts'
import { list } from './rpc/list.ts'
import { listDeliveries } from './rpc/list-deliveries.ts'
import { outcomes } from './rpc/outcomes.ts'
import { remove } from './rpc/remove.ts'
import { removeAccount } from './rpc/remove-account.ts'
import { request } from './rpc/request.ts'
import { serviceStates } from './rpc/service-states.ts'
import { testWebhook } from './rpc/test-webhook.ts'
import { usage } from './rpc/usage.ts'
import { webhookSecret } from './rpc/webhook-secret.ts'
import type { MakeAttempt } from './webhooks/attempt.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The handlers of history's contract, over its database. */
export function createHandlers(deps: {
  db: Kysely<Schema>
  config: Pick<Config, 'webhooks' | 'retention' | 'usageDays' | 'statusDays'>
  attempt: MakeAttempt
  forget: (accountId: string) => Promise<void>
  now: () => Date
}): Handlers<typeof history> {
  const { db, config, attempt, forget, now } = deps
  const { secret: master, logDays } = config.webhooks
  return {
    get: get({ find: (execution, signal) => executions.findResult(db, execution, signal) }),
    request: request({ find: (execution, signal) => findRequest(db, execution, signal) }),
    list: list({ list: (query, signal) => executions.list(db, query, signal) }),
    remove: remove({ remove: (execution) => executions.remove(db, execution, now()) }),
    exportPage: exportPage({ page: (query, signal) => pageOf(db, query, signal) }),
    usage: usage({ usage: (query, signal) => usages.ofAccount(db, query, signal) }),
    analytics: analytics({ analytics: (days, signal) => usages.ofAll(db, days, signal) }),
    removeAccount: removeAccount({
      forget,
      remove: (account, signal) => accounts.removeAccount(db, account, signal),
      now,
    }),
    webhookSecret: webhookSecret({
      master,
      find: (accountId) => secrets.find(db, accountId),
      rotate: (accountId) => secrets.rotate(db, accountId, now()),
    }),
    listDeliveries: listDeliveries({ list: (query, signal) => deliveries.list(db, query, signal) }),
    testWebhook: testWebhook({
      attempt,
      log: (test) =>
        deliveries.addTest(db, { ...test, expiresAt: new Date(now().getTime() + logDays * DAY_MS) }),
      now,
    }),
    serviceStates: serviceStates({ minutesIn: (query, signal) => minutesIn(db, query, signal), now }),
    outcomes: outcomes({ since: (from, signal) => outcomesSince(db, from, signal), now }),
    facts: async () => ({
      retentionDaysMax: config.retention.maxDays,
      usageDays: config.usageDays,
      webhookLogDays: logDays,
      statusDays: config.statusDays,
    }),
  }
}
