import { contact } from '@runhive/contracts/contact'
import { roles } from '@runhive/contracts/roles'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { assertMigrated } from '@runhive/postgres/migrate'
import { listenTo } from '@runhive/postgres/notifications'
import { openDatabase, pingDatabase } from '@runhive/postgres/open'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger, type Logger } from '@runhive/process/log'
import { startOps } from '@runhive/process/ops'
import { repeat } from '@runhive/process/repeat'
import { createDatabaseMetrics } from '@runhive/process/service-metrics'
import { startTracing } from '@runhive/process/tracing'
import type { Kysely } from 'kysely'
import { Registry } from 'prom-client'
import { migrations } from '../migrations/all.ts'
import packageJson from '../package.json' with { type: 'json' }
import type { Config } from './config.ts'
import { countOpen } from './db/inbox.ts'
import { pending } from './db/mails.ts'
import { purge } from './db/purge.ts'
import type { Schema } from './db/schema.ts'
import { createHandlers } from './handlers.ts'
import { openMail } from './mail/open.ts'
import { MAILS_CHANNEL } from './mail/outbox.ts'
import { createMetrics, type Metrics } from './metrics.ts'

const SERVICE = { service: 'contact', version: packageJson.version } as const

/** Opens in dependency order; disposing closes in reverse: stop answering, finish what is under way, leave. */
export async function openService(config: Config): Promise<Opened & { opsPort: number }> {
  await using opening = new AsyncDisposableStack()
  const log = createLogger({ ...SERVICE, level: config.logLevel, instance: config.instanceName })
  const registry = new Registry()
  const { tracer } = opening.use(
    await startTracing(config.tracing, { ...SERVICE, instance: config.instanceName }),
  )
  const mesh = opening.use(
    await connectMesh({ ...config.nats, ...SERVICE, role: roles.contact, log, registry, tracer }),
  )
  const db = opening.use(
    openDatabase<Schema>(config.databaseUrl, {
      max: 4, // a contact form is never busy
      observe: createDatabaseMetrics(registry),
      onConnectionLost: (err) => log.warn({ err }, 'lost a database connection'),
    }),
  )
  await assertMigrated(db, migrations)
  const now = () => new Date()
  const metrics = createMetrics(registry, {
    pendingMails: () => pending(db, now()),
    openMessages: () => countOpen(db),
  })
  opening.use(startPurging({ db, config, metrics, log }))
  const outbox = opening.use(openMail({ db, config: config.mail, onTried: metrics.mailTried, log, now }))
  const wakeOutbox = () => outbox.wake()
  if (config.mail !== undefined) {
    const onLost = (err: unknown) => log.warn({ err }, 'the database does not notify of mail, will try again')
    opening.use(listenTo(config.databaseUrl, { [MAILS_CHANNEL]: wakeOutbox }, { onLost }))
  }
  const handlers = createHandlers({ db, config, wakeOutbox, onReceived: metrics.received, now })
  opening.use(await mesh.serve(contact, handlers))
  const ops = opening.use(
    await startOps({
      ...config.ops,
      service: 'contact',
      registry,
      checks: { mesh: () => mesh.ping(), database: (signal) => pingDatabase(db, signal) },
      onFailedCheck: (check, err) => log.warn({ check, err }, 'a readiness check failed'),
    }),
  )
  log.info({ opsPort: ops.port }, 'open')
  const opened = opening.move()
  return { failed: mesh.closed, opsPort: ops.port, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

const DAY_MS = 24 * 60 * 60 * 1000

function startPurging(deps: {
  db: Kysely<Schema>
  config: Pick<Config, 'contactDays' | 'purgeEveryMs'>
  metrics: Pick<Metrics, 'purged'>
  log: Pick<Logger, 'warn'>
}): AsyncDisposable {
  const { db, config, metrics, log } = deps
  const purgeOnce = async (signal: AbortSignal) => {
    const before = new Date(Date.now() - config.contactDays * DAY_MS)
    metrics.purged(await purge(db, before, signal))
  }
  return repeat(purgeOnce, {
    everyMs: config.purgeEveryMs,
    onFailed: (err) => log.warn({ err }, 'a purge failed'),
  })
}
