import { history } from '@runhive/contracts/history'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { assertMigrated } from '@runhive/postgres/migrate'
import { openDatabase, pingDatabase } from '@runhive/postgres/open'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger } from '@runhive/process/log'
import { startOps } from '@runhive/process/ops'
import { migrations } from '../migrations/all.ts'
import type { Config } from './config.ts'
import * as executions from './db/executions.ts'
import type { Schema } from './db/schema.ts'
import { recordFinished } from './record-finished.ts'
import { get } from './rpc/get.ts'
import { list } from './rpc/list.ts'

/** Opens in dependency order; disposing closes in reverse: stop answering, finish the events under way, leave. */
export async function openService(config: Config): Promise<Opened & { opsPort: number }> {
  await using opening = new AsyncDisposableStack()
  const log = createLogger({ service: 'history', level: config.logLevel, instance: config.instanceName })
  const mesh = opening.use(await connectMesh({ url: config.natsUrl, service: 'history', log }))
  const db = opening.use(
    openDatabase<Schema>(config.databaseUrl, {
      onConnectionLost: (err) => log.warn({ err }, 'lost a database connection'),
    }),
  )
  await assertMigrated(db, migrations)
  opening.use(await recordFinished({ mesh, insert: (record) => executions.insert(db, record), log }))
  opening.use(
    await mesh.serve(history, {
      get: get({ find: (execution, signal) => executions.findResult(db, execution, signal) }),
      list: list({ list: (query, signal) => executions.list(db, query, signal) }),
    }),
  )
  const ops = opening.use(
    await startOps({
      ...config.ops,
      service: 'history',
      checks: { mesh: () => mesh.ping(), database: (signal) => pingDatabase(db, signal) },
      onFailedCheck: (check, err) => log.warn({ check, err }, 'a readiness check failed'),
    }),
  )
  log.info({ opsPort: ops.port }, 'open')
  const opened = opening.move()
  return { failed: mesh.closed, opsPort: ops.port, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
