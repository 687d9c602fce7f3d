import { executionRequests } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import { roles } from '@runhive/contracts/roles'
import { webhookKeys } from '@runhive/contracts/webhook-keys'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { assertMigrated } from '@runhive/postgres/migrate'
import { openDatabase, pingDatabase } from '@runhive/postgres/open'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger } from '@runhive/process/log'
import { startOps } from '@runhive/process/ops'
import { createDatabaseMetrics } from '@runhive/process/service-metrics'
import { startTracing } from '@runhive/process/tracing'
import { Registry } from 'prom-client'
import { migrations } from '../migrations/all.ts'
import packageJson from '../package.json' with { type: 'json' }
import type { Config } from './config.ts'
import { countPending, oldestPendingSeconds } from './db/deliveries.ts'
import { overdueSeconds } from './db/purge.ts'
import { record } from './db/record.ts'
import type { Schema } from './db/schema.ts'
import { keepMinute } from './db/service-states.ts'
import { createHandlers } from './handlers.ts'
import { createMetrics } from './metrics.ts'
import { startPurging } from './purging.ts'
import { recordFinished } from './record-finished.ts'
import { watchServices } from './watch-services.ts'
import { openWebhooks } from './webhooks.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const SERVICE = { service: 'history', version: packageJson.version } as const

/** Opens in dependency order; disposing closes in reverse: stop answering, finish the events under way, leave. */
export async function openService(config: Config): Promise<Opened & { opsPort: number }> {
  await using opening = new AsyncDisposableStack()
  const log = createLogger({ ...SERVICE, level: config.logLevel, instance: config.instanceName })
  const registry = new Registry()
  const { tracer } = opening.use(
    await startTracing(config.tracing, { ...SERVICE, instance: config.instanceName }),
  )
  const mesh = opening.use(
    await connectMesh({ ...config.nats, ...SERVICE, role: roles.history, log, registry, tracer }),
  )
  const db = opening.use(
    openDatabase<Schema>(config.databaseUrl, {
      observe: createDatabaseMetrics(registry),
      onConnectionLost: (err) => log.warn({ err }, 'lost a database connection'),
    }),
  )
  await assertMigrated(db, migrations)
  const now = () => new Date()
  const metrics = createMetrics(registry, {
    overdueSeconds: () => overdueSeconds(db, now()),
    pendingWebhooks: () => countPending(db),
    oldestWebhookSeconds: () => oldestPendingSeconds(db, now()),
  })
  opening.use(startPurging({ db, config, metrics, log, now }))
  const { databaseUrl, webhooks: webhookConfig } = config
  const webhooks = opening.use(
    await openWebhooks({ db, databaseUrl, mesh, config: webhookConfig, metrics, log, now }),
  )
  opening.use(
    await recordFinished({
      ...{ mesh, log, now, retention: config.retention, seal: webhooks.seal },
      requests: mesh.log(executionRequests),
      record: async (finished) => {
        const [at, { maxPending, logDays }] = [now(), config.webhooks]
        const logUntil = new Date(at.getTime() + logDays * DAY_MS)
        if ((await record(db, finished, { now: at, maxPending, logUntil })) > 0) webhooks.wake()
      },
    }),
  )
  const forget = async (accountId: string) => {
    await mesh.log(executionRequests).eraseUnder(accountId)
    await mesh.log(webhookKeys).eraseUnder(accountId)
  }
  const { attempt } = webhooks
  opening.use(await mesh.serve(history, createHandlers({ db, config, attempt, forget, now })))
  opening.use(watchServices({ mesh, keep: (looked) => keepMinute(db, looked), log, now }))
  const ops = opening.use(
    await startOps({
      ...config.ops,
      service: 'history',
      registry,
      checks: { mesh: () => mesh.ping(), database: (signal) => pingDatabase(db, signal) },
      onFailedCheck: (check, err) => log.warn({ check, err }, 'a readiness check failed'),
    }),
  )
  log.info({ opsPort: ops.port }, 'open')
  const opened = opening.move()
  return { failed: mesh.closed, opsPort: ops.port, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
