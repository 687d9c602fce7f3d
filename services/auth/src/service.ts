import { auth } from '@runhive/contracts/auth'
import { Unavailable } from '@runhive/contracts/define'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { assertMigrated } from '@runhive/postgres/migrate'
import { openDatabase, pingDatabase } from '@runhive/postgres/open'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger } from '@runhive/process/log'
import { startOps } from '@runhive/process/ops'
import { migrations } from '../migrations/all.ts'
import { admissionHandlers } from './admission-handlers.ts'
import type { Config } from './config.ts'
import * as apiKeys from './db/api-keys.ts'
import { planOf } from './db/plan-of.ts'
import type { Schema } from './db/schema.ts'
import { createKeyVerifier } from './keys.ts'
import { createLastUsed } from './last-used.ts'
import { openAccounts } from './open-accounts.ts'
import { SETTLE_MS } from './remove-accounts.ts'

/** Opens in dependency order; disposing closes in reverse: stop answering, write what is gathered, leave. */
export async function openService(config: Config): Promise<Opened & { opsPort: number }> {
  await using opening = new AsyncDisposableStack()
  const log = createLogger({ service: 'auth', level: config.logLevel, instance: config.instanceName })
  const mesh = opening.use(await connectMesh({ url: config.natsUrl, service: 'auth', log }))
  const db = opening.use(
    openDatabase<Schema>(config.databaseUrl, {
      onConnectionLost: (err) => log.warn({ err }, 'lost a database connection'),
    }),
  )
  await assertMigrated(db, migrations)
  const now = () => new Date()
  const lastUsed = opening.use(
    createLastUsed({
      write: (ids, at) => apiKeys.touch(db, ids, at),
      now,
      onError: (err) => log.warn({ err }, 'could not write when keys were used'),
    }),
  )
  const verify = createKeyVerifier({
    find: apiKeys.createFinder(db),
    now,
    monotonicMs: () => performance.now(),
  })
  const accounts = opening.use(
    openAccounts({
      config,
      db,
      mesh,
      log,
      now,
      keys: verify,
      planOf: (accountId) => planOf(db, accountId),
      forgetExecutions: () => Promise.reject(new Unavailable('the mesh cannot forget an account yet')),
      hasLiveLeases: async () => false,
      settleMs: SETTLE_MS,
    }),
  )
  opening.use(await mesh.serve(auth, { ...admissionHandlers({ verify, lastUsed }), ...accounts.handlers }))
  const ops = opening.use(
    await startOps({
      ...config.ops,
      service: 'auth',
      checks: { mesh: () => mesh.ping(), database: (signal) => pingDatabase(db, signal) },
      onFailedCheck: (check, err) => log.warn({ check, err }, 'a readiness check failed'),
    }),
  )
  log.info({ opsPort: ops.port }, 'open')
  const opened = opening.move()
  return { failed: mesh.closed, opsPort: ops.port, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
