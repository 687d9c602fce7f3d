import { auth } from '@runhive/contracts/auth'
import { executionEvents, idempotencyClaims } from '@runhive/contracts/execution-streams'
import { revocations } from '@runhive/contracts/revocations'
import { roles } from '@runhive/contracts/roles'
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
import { type OpenAdmission, openAdmission } from './admission/open.ts'
import type { Config } from './config.ts'
import * as apiKeys from './db/api-keys.ts'
import { planOf } from './db/plan-of.ts'
import type { Schema } from './db/schema.ts'
import * as leases from './db/slots.ts'
import { createKeyVerifier, type KeyVerifier } from './keys/key-verifier.ts'
import { createLastUsed } from './keys/last-used.ts'
import { createAuthMetrics } from './metrics.ts'
import { type AccountsDeps, openAccounts } from './open-accounts.ts'
import { openPurging } from './open-purging.ts'
import { SETTLE_MS } from './removal/remove-accounts.ts'
import { tellRevocations } from './revocation/follow.ts'
import { createSessionVerifier } from './sessions/sessions.ts'

/** Calls answered at once: admissions that come together are decided together, so that many of them are no load. */
const MAX_IN_FLIGHT = 2_048

const SERVICE = { service: 'auth', version: packageJson.version } as const

/** Opens in dependency order; disposing closes in reverse: stop answering, write what is gathered, leave. */
export async function openService(config: Config): Promise<Opened & { opsPort: number }> {
  await using opening = new AsyncDisposableStack()
  const log = createLogger({ ...SERVICE, level: config.logLevel, instance: config.instanceName })
  const registry = new Registry()
  const { tracer } = opening.use(
    await startTracing(config.tracing, { ...SERVICE, instance: config.instanceName }),
  )
  const mesh = opening.use(
    await connectMesh({ ...config.nats, ...SERVICE, role: roles.auth, log, registry, tracer }),
  )
  const db = opening.use(
    openDatabase<Schema>(config.databaseUrl, {
      observe: createDatabaseMetrics(registry),
      onConnectionLost: (err) => log.warn({ err }, 'lost a database connection'),
    }),
  )
  await assertMigrated(db, migrations)
  const now = () => new Date()
  const monotonicMs = () => performance.now()
  const metrics = createAuthMetrics(registry)
  const lastUsed = opening.use(
    createLastUsed({
      write: (ids, at) => apiKeys.touch(db, ids, at),
      now,
      onError: (err) => log.warn({ err }, 'could not write when keys were used'),
    }),
  )
  const verifyKey = createKeyVerifier({ find: apiKeys.createFinder(db), now, monotonicMs })
  const admission = opening.use(
    await openAdmission({
      ...{ mesh, db, log, metrics, settings: config, now, monotonicMs, verifyKey, lastUsed },
      verifySession: createSessionVerifier(db),
    }),
  )
  opening.use(await tellRevocations(mesh.log(revocations), admission.forget))
  opening.use(openPurging({ db, keepDays: config.requestLogDays, now, metrics, log }))
  const accounts = opening.use(
    openAccounts({
      ...{ config, db, mesh, log, now, keys: forgetting(verifyKey, admission) },
      planOf: planOf(db),
      forgetExecutions: async (accountId) => {
        await mesh.log(executionEvents).forgetUnder(accountId)
        await mesh.log(idempotencyClaims).forgetUnder(accountId)
      },
      hasLiveLeases: (accountId) => leases.hasLive(db, accountId),
      settleMs: SETTLE_MS,
    }),
  )
  const handlers = { ...admission.handlers, ...accounts.handlers }
  opening.use(await mesh.serve(auth, handlers, { maxInFlight: MAX_IN_FLIGHT }))
  const ops = opening.use(
    await startOps({
      ...config.ops,
      service: 'auth',
      registry,
      checks: { mesh: () => mesh.ping(), database: (signal) => pingDatabase(db, signal) },
      onFailedCheck: (check, err) => log.warn({ check, err }, 'a readiness check failed'),
    }),
  )
  log.info({ opsPort: ops.port }, 'open')
  const opened = opening.move()
  return { failed: mesh.closed, opsPort: ops.port, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** What this process remembers of keys: for half a second, and for the time when the database is away. */
function forgetting(verifier: KeyVerifier, insured: Pick<OpenAdmission, 'forget'>): AccountsDeps['keys'] {
  return {
    forget(keyId) {
      verifier.forget(keyId)
      insured.forget({ keyId })
    },
    forgetAccount(accountId) {
      verifier.forgetAccount(accountId)
      insured.forget({ accountId })
    },
  }
}
