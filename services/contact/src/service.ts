import { contact } from '@runhive/contracts/contact'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { assertMigrated } from '@runhive/postgres/migrate'
import { openDatabase, pingDatabase } from '@runhive/postgres/open'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger, type Logger } from '@runhive/process/log'
import { startOps } from '@runhive/process/ops'
import { repeat } from '@runhive/process/repeat'
import type { Kysely } from 'kysely'
import { migrations } from '../migrations/all.ts'
import type { Config } from './config.ts'
import { countOpen } from './db/inbox.ts'
import { pending } from './db/mails.ts'
import { purge } from './db/purge.ts'
import type { Schema } from './db/schema.ts'
import { createHandlers } from './handlers.ts'
import { openMail } from './mail/open.ts'
import { createMetrics, type Metrics } from './metrics.ts'

/** Opens in dependency order; disposing closes in reverse: stop answering, finish what is under way, leave. */
export async function openService(config: Config): Promise<Opened & { opsPort: number }> {
  await using opening = new AsyncDisposableStack()
  const log = createLogger({ service: 'contact', level: config.logLevel, instance: config.instanceName })
  const mesh = opening.use(await connectMesh({ url: config.natsUrl, service: 'contact', log }))
  const db = opening.use(
    openDatabase<Schema>(config.databaseUrl, {
      max: 4, // a contact form is never busy
      onConnectionLost: (err) => log.warn({ err }, 'lost a database connection'),
    }),
  )
  await assertMigrated(db, migrations)
  const now = () => new Date()
  const metrics = createMetrics({
    pendingMails: () => pending(db, now()),
    openMessages: () => countOpen(db),
  })
  opening.use(startPurging({ db, config, metrics, log }))
  const outbox = opening.use(openMail({ db, config: config.mail, metrics, log, now }))
  const wakeOutbox = () => outbox.wake()
  const handlers = createHandlers({ db, config, wakeOutbox, onReceived: metrics.received, now })
  opening.use(await mesh.serve(contact, handlers))
  const ops = opening.use(
    await startOps({
      ...config.ops,
      service: 'contact',
      registry: metrics.registry,
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
