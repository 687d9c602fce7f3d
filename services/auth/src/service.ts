import { auth } from '@runhive/contracts/auth'
import { executionCancellations } from '@runhive/contracts/execution-streams'
import { gateway } from '@runhive/contracts/gateway'
import { revocations } from '@runhive/contracts/revocations'
import { roles } from '@runhive/contracts/roles'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { assertMigrated } from '@runhive/postgres/migrate'
import { listenTo } from '@runhive/postgres/notifications'
import { openDatabase, pingDatabase } from '@runhive/postgres/open'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger, type Logger } from '@runhive/process/log'
import { startOps } from '@runhive/process/ops'
import { createDatabaseMetrics } from '@runhive/process/service-metrics'
import { startTracing } from '@runhive/process/tracing'
import type { Kysely } from 'kysely'
import { Registry } from 'prom-client'
import { migrations } from '../migrations/all.ts'
import packageJson from '../package.json' with { type: 'json' }
import { SUSPENSIONS_CHANNEL, startCancelling } from './accounts/cancel-suspended.ts'
import { createAnonymousAccounts } from './admission/anonymous.ts'
import { createIdentify } from './admission/callers.ts'
import { createDecideCredit } from './admission/credit.ts'
import { createDecide } from './admission/decide.ts'
import { createPlans } from './admission/plan-cache.ts'
import type { Config } from './config.ts'
import * as anonymousSecrets from './db/anonymous-secrets.ts'
import * as apiKeys from './db/api-keys.ts'
import { createLimitStore } from './db/limit-store.ts'
import * as plans from './db/plans.ts'
import { purgeExpired } from './db/purge.ts'
import * as requests from './db/requests.ts'
import type { Schema } from './db/schema.ts'
import * as slots from './db/slots.ts'
import type { Slot } from './domain/limits.ts'
import { createAccountHandlers, createAdmissionHandlers, createPlanHandlers } from './handlers.ts'
import { createFallbackKeys, type FallbackKeys } from './keys/fallback-keys.ts'
import { createKeyVerifier, type KeyVerifier } from './keys/key-verifier.ts'
import { createLastUsed } from './keys/last-used.ts'
import { createSlotCheck, startSlotChecks } from './limits/check-slots.ts'
import { handOver } from './limits/hand-over.ts'
import { createLimits } from './limits/limits.ts'
import { createMemoryLimits } from './limits/memory.ts'
import { releaseFinished } from './limits/release-finished.ts'
import { type AuthMetrics, createAuthMetrics } from './metrics.ts'
import { createDatabaseWatch } from './outage/database-watch.ts'
import { createParts } from './removal/parts.ts'
import { REMOVALS_CHANNEL, SETTLE_MS, startRemovals } from './removal/remove-accounts.ts'
import { followRevocations } from './revocation/follow.ts'
import { createInvalidate } from './revocation/invalidate.ts'
import { publishRevocations, REVOCATIONS_CHANNEL, startPublishing } from './revocation/publish.ts'
import { createSessionVerifier } from './sessions/sessions.ts'
import { startPurging } from './usage/purge.ts'
import { toRequestEntry } from './usage/request-entry.ts'
import { createRequestLog } from './usage/request-log.ts'

/** Calls answered at once. Admissions that come together are decided together, so many of them are no load. */
const MAX_IN_FLIGHT = 2_048

const SERVICE = { service: 'auth', version: packageJson.version } as const

/** What everything else is made from. */
interface Base {
  readonly config: Config
  readonly log: Logger
  readonly mesh: Mesh
  readonly db: Kysely<Schema>
  readonly metrics: AuthMetrics
  readonly now: () => Date
  readonly monotonicMs: () => number
}

/** Opens in dependency order; disposing closes in reverse: stop answering, write what is left, leave. */
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
  const metrics = createAuthMetrics(registry)
  const now = () => new Date()
  const base: Base = { config, log, mesh, db, metrics, now, monotonicMs: () => performance.now() }
  const verifyKey = createKeyVerifier({ ...base, find: apiKeys.createFinder(db) })
  const admission = opening.use(await openAdmission(base, verifyKey))
  opening.use(await followRevocations(mesh.log(revocations), admission.forget))
  const accounts = opening.use(openAccounts(base, forgetting(verifyKey, admission.forget)))
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

/** Who calls and what they may do, at each request. */
async function openAdmission(base: Base, verifyKey: KeyVerifier) {
  await using opening = new AsyncDisposableStack()
  const { config, log, db, metrics, now } = base
  const lastUsed = opening.use(
    createLastUsed({
      write: (ids, at) => apiKeys.touch(db, ids, at),
      now,
      onError: (err) => log.warn({ err }, 'could not write when keys were used'),
    }),
  )
  const requestLog = opening.use(
    createRequestLog({
      write: (entries) => requests.insert(db, entries),
      onError: (err) => log.warn({ err }, 'could not write usage data'),
      onDropped: metrics.requestsDropped,
    }),
  )
  const { limits, database, checkSoon } = opening.use(await openLimits(base))
  const keys = createFallbackKeys({ ...base, verify: verifyKey, database })
  const findPlans = createPlans({
    ...{ ...base, database },
    findByAccount: plans.createFinderByAccount(db),
    findByName: plans.createFinder(db),
  })
  await findPlans.findAnonymousPlan()
  const identify = createIdentify({ verifyKey: keys.verify, verifySession: createSessionVerifier(db) })
  const decide = createDecide({
    ...{ ...config, ...findPlans, limits, identify },
    malformedLimits: createMemoryLimits({ now }),
    anonymousAccount: createAnonymousAccounts({ findSecret: (day) => anonymousSecrets.ensure(db, day), now }),
  })
  const handlers = {
    ...createAdmissionHandlers({
      ...{ decide, limits, lastUsed, checkSoon, now, noteFailure: metrics.failed },
      decideCredit: createDecideCredit({ identify, limits, ageMs: verifyKey.ageMs, now }),
      note: (request, decided) => {
        metrics.decided(decided.decision)
        requestLog.note(toRequestEntry(request, decided, now()))
      },
      noteEntry: (entry) => {
        metrics.admittedFromCredit()
        requestLog.note(entry)
      },
    }),
    ...createPlanHandlers({ ...base, settings: config, findPlanOf: findPlans.findPlanOf }),
  }
  const opened = opening.move()
  return { handlers, forget: keys.forget, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** Limits in the database, and in memory while that is away. */
async function openLimits({ log, mesh, db, metrics, now }: Base) {
  await using opening = new AsyncDisposableStack()
  const store = createLimitStore(db)
  const memory = createMemoryLimits({ now })
  const database = opening.use(
    createDatabaseWatch({
      ping: () => pingDatabase(db),
      onReturn: () => handOver(memory, store),
      onChange: (away, err) => {
        metrics.databaseAway(away)
        if (away)
          log.warn({ err }, 'the database is unavailable: known keys still work, limits are kept in memory')
        else log.info('the database is available again')
      },
    }),
  )
  const limits = createLimits({ database, store, memory })
  const release = (slots: readonly Slot[]) => limits.release(slots, { giveBack: false })
  opening.use(await releaseFinished({ mesh, release, log }))
  const { accepted } = mesh.connect(gateway)
  const checking = opening.use(
    startSlotChecks({
      checks: [createSlotCheck(store, () => database.away), createSlotCheck(memory)],
      findAccepted: (keys) => accepted({ keys }),
      onChecked: metrics.slotsChecked,
      onError: (err) => log.warn({ err }, 'could not check slots of executions that may not be accepted'),
    }),
  )
  const opened = opening.move()
  return { limits, database, checkSoon: checking.soon, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** Sign-in, sessions, keys and accounts, and the background work for them. */
function openAccounts(base: Base, keys: Pick<KeyVerifier, 'forget' | 'forgetAccount'>) {
  const opened = new AsyncDisposableStack()
  const { config, log, mesh, db, metrics, now } = base
  const [revoked, cancellations] = [mesh.log(revocations), mesh.log(executionCancellations)]
  opened.use(
    startPurging({
      ...{ now, metrics, keepDays: config.requestLogDays },
      purgeRequests: (options) => requests.purge(db, options),
      findOldest: () => requests.findOldest(db),
      purgeExpired: () => purgeExpired(db, now()),
      onError: (err) => log.warn({ err }, 'could not purge'),
    }),
  )
  const publish = () => publishRevocations(db, (id, event) => revoked.append(id, 1, event))
  const publishing = opened.use(startPublishing({ publish, log }))
  const removing = opened.use(
    startRemovals({
      ...{ db, log, publishRevocations: publish, settleMs: SETTLE_MS },
      hasLiveSlots: (accountId) => slots.hasLive(db, accountId),
      parts: createParts(mesh),
    }),
  )
  const cancelling = opened.use(
    startCancelling({
      listLive: () => slots.listLiveOfSuspended(db),
      anySuspendedWithin: (ms) => slots.anySuspendedWithin(db, ms),
      cancel: (key) => cancellations.append(key, 1, { kind: 'cancel' }),
      log,
    }),
  )
  const wakes = {
    [REVOCATIONS_CHANNEL]: publishing.soon,
    [REMOVALS_CHANNEL]: removing.soon,
    [SUSPENSIONS_CHANNEL]: cancelling.soon,
  }
  const onLost = (err: unknown) => log.warn({ err }, 'the database does not notify of work, will try again')
  opened.use(listenTo(config.databaseUrl, wakes, { onLost }))
  const handlers = createAccountHandlers({
    ...{ ...base, planOf: plans.planOf(db), keys, removeSoon: removing.soon, cancelSoon: cancelling.soon },
    invalidate: createInvalidate({ keys, publishSoon: publishing.soon }),
  })
  return { handlers, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** Forgets a key wherever this process remembers it: for half a second, and for the time when the database is away. */
function forgetting(
  verifier: KeyVerifier,
  forget: FallbackKeys['forget'],
): Pick<KeyVerifier, 'forget' | 'forgetAccount'> {
  return {
    forget(keyId) {
      verifier.forget(keyId)
      forget({ keyId })
    },
    forgetAccount(accountId) {
      verifier.forgetAccount(accountId)
      forget({ accountId })
    },
  }
}
