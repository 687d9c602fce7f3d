import { contact } from '@runhive/contracts/contact'
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
import type { Config } from './config.ts'
import * as messages from './db/messages.ts'
import type { Schema } from './db/schema.ts'
import { listBySender } from './rpc/list-by-sender.ts'
import { removeSender } from './rpc/remove-sender.ts'
import { send } from './rpc/send.ts'

/** Opens in dependency order; disposing closes in reverse: stop answering, finish what is under way, leave. */
export async function openService(config: Config): Promise<Opened & { opsPort: number }> {
  await using opening = new AsyncDisposableStack()
  const log = createLogger({ service: 'contact', level: config.logLevel, instance: config.instanceName })
  const registry = new Registry()
  const { tracer } = opening.use(
    await startTracing(config.tracing, { service: 'contact', instance: config.instanceName }),
  )
  const mesh = opening.use(
    await connectMesh({ url: config.natsUrl, service: 'contact', log, registry, tracer }),
  )
  const db = opening.use(
    openDatabase<Schema>(config.databaseUrl, {
      max: 4, // a contact form is never busy
      observe: createDatabaseMetrics(registry),
      onConnectionLost: (err) => log.warn({ err }, 'lost a database connection'),
    }),
  )
  await assertMigrated(db, migrations)
  opening.use(
    await mesh.serve(contact, {
      send: send({ insert: (message) => messages.insert(db, message), now: () => new Date() }),
      listBySender: listBySender({ list: (query, signal) => messages.listBySender(db, query, signal) }),
      removeSender: removeSender({ remove: (email) => messages.removeBySender(db, email) }),
    }),
  )
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
