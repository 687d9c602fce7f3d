import type { auth } from '@runhive/contracts/auth'
import type { Handlers } from '@runhive/contracts/define'
import { gateway } from '@runhive/contracts/gateway'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import { createAnonymousAccounts } from '../anonymous.ts'
import type { Config } from '../config.ts'
import type { DatabaseWatch } from '../database-watch.ts'
import * as accounts from '../db/accounts.ts'
import * as allowances from '../db/allowances.ts'
import * as anonymousSecrets from '../db/anonymous-secrets.ts'
import * as plans from '../db/plans.ts'
import * as requests from '../db/requests.ts'
import type { Schema } from '../db/schema.ts'
import { endFinished } from '../end-finished.ts'
import { createInsuredKeys, type InsuredKeys } from '../insured-keys.ts'
import type { VerifyKey } from '../keys.ts'
import type { LastUsed } from '../last-used.ts'
import { checkAll } from '../limits/check-leases.ts'
import { createMemoryLimits } from '../limits/memory.ts'
import { type OpenLimits, openLimits } from '../limits/open.ts'
import type { AuthMetrics } from '../metrics.ts'
import { type FindPlan, rememberPlans } from '../plans.ts'
import { type Repeated, repeat } from '../repeat.ts'
import { createRequestLog } from '../request-log.ts'
import { admit } from '../rpc/admit.ts'
import { changeAccount } from '../rpc/change-account.ts'
import { facts } from '../rpc/facts.ts'
import { getAllowance } from '../rpc/get-allowance.ts'
import { keep } from '../rpc/keep.ts'
import { listPlans } from '../rpc/list-plans.ts'
import { listRequests } from '../rpc/list-requests.ts'
import { putPlan } from '../rpc/put-plan.ts'
import { release } from '../rpc/release.ts'
import { withdraw } from '../rpc/withdraw.ts'
import { SESSION_DAYS, type VerifySession } from '../sessions.ts'
import { createIdentify } from './callers.ts'
import { createDecide } from './decide.ts'
import { toRequestEntry } from './request-entry.ts'

/** How often leases are looked for whose execution may never have been accepted, milliseconds. */
const CHECK_EVERY_MS = 1_000

export interface AdmissionDeps {
  readonly mesh: Mesh
  readonly db: Kysely<Schema>
  readonly log: Logger
  readonly metrics: AuthMetrics
  readonly settings: Pick<Config, 'anonymousExecutions' | 'contactLimits' | 'oidc' | 'requestLogDays'>
  readonly now: () => Date
  readonly monotonicMs: () => number
  readonly verifyKey: VerifyKey
  readonly verifySession: VerifySession
  readonly lastUsed: Pick<LastUsed, 'note'>
}

export interface OpenAdmission extends AsyncDisposable {
  readonly handlers: Pick<
    Handlers<typeof auth>,
    | 'admit'
    | 'release'
    | 'withdraw'
    | 'keep'
    | 'getAllowance'
    | 'listPlans'
    | 'putPlan'
    | 'changeAccount'
    | 'listRequests'
    | 'facts'
  >
  /** Ends the insurance of revoked keys at once. */
  readonly forget: InsuredKeys['forget']
}

/** Everything that decides about requests. Disposing writes what was noted about them. */
export async function openAdmission(deps: AdmissionDeps): Promise<OpenAdmission> {
  await using opening = new AsyncDisposableStack()
  const { db, log, metrics, now, monotonicMs } = deps
  const requestLog = opening.use(
    createRequestLog({
      write: (entries) => requests.insert(db, entries),
      onError: (err) => log.warn({ err }, 'could not write usage data'),
      onDropped: metrics.requestsDropped,
    }),
  )
  const opened = opening.use(openLimits({ db, now, onChange: tellChanges(log, metrics) }))
  const { database, limits } = opened
  const keys = createInsuredKeys({ verify: deps.verifyKey, database, now, monotonicMs })
  const find = openPlans(deps, database)
  await find.anonymousPlan()
  const decide = createDecide({
    identify: createIdentify({ verifyKey: keys.verify, verifySession: deps.verifySession }),
    limits,
    garbageLimits: createMemoryLimits({ now }),
    findPlanOf: find.planOf,
    findAnonymousPlan: find.anonymousPlan,
    anonymousExecutions: deps.settings.anonymousExecutions,
    contactLimits: deps.settings.contactLimits,
    anonymousAccount: createAnonymousAccounts({ findSecret: (day) => anonymousSecrets.ensure(db, day), now }),
  })
  opening.use(
    await endFinished({
      mesh: deps.mesh,
      release: (lease) => limits.release(lease, { giveBack: false }),
      log,
    }),
  )
  const checking = opening.use(openChecking(deps, opened.checked))
  const handlers: OpenAdmission['handlers'] = {
    admit: admit({
      decide,
      lastUsed: deps.lastUsed,
      note: (request, decided) => {
        metrics.decided(decided.decision)
        requestLog.note(toRequestEntry(request, decided, now()))
      },
      noteFailure: metrics.failed,
    }),
    release: release({ limits }),
    withdraw: withdraw({ limits, endSoon: checking.soon }),
    keep: keep({ limits }),
    getAllowance: getAllowance({
      findPlanOf: find.planOf,
      findUsed: (accountId) => allowances.find(db, accountId, now()),
    }),
    listPlans: listPlans({ list: () => plans.list(db) }),
    putPlan: putPlan({ put: (plan) => plans.put(db, plan) }),
    changeAccount: changeAccount({
      listPlans: () => plans.list(db),
      change: (accountId, change) => plans.changeAccount(db, accountId, change),
      findAccount: (accountId) => accounts.findWithPlan(db, accountId),
    }),
    listRequests: listRequests({ list: (query) => requests.list(db, query) }),
    facts: facts({
      settings: deps.settings,
      sessionDays: SESSION_DAYS,
      listPlans: () => plans.list(db),
    }),
  }
  const all = opening.move()
  return { handlers, forget: keys.forget, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

function openChecking({ mesh, log, metrics }: AdmissionDeps, places: OpenLimits['checked']): Repeated {
  const { accepted } = mesh.connect(gateway)
  const checking = { ask: (keys: string[]) => accepted({ keys }), counted: metrics.leasesChecked }
  return repeat(() => checkAll(places, checking), {
    everyMs: CHECK_EVERY_MS,
    onError: (err) =>
      log.warn({ err }, 'could not check leases of executions that may not have been accepted'),
  })
}

function openPlans({ db, monotonicMs }: AdmissionDeps, database: DatabaseWatch) {
  const remember = (find: FindPlan) => rememberPlans({ find, database, monotonicMs })
  const planNamed = remember(plans.createFinder(db))
  return {
    planOf: remember(plans.createFinderByAccount(db)),
    anonymousPlan: async () => {
      const plan = await planNamed('anonymous')
      if (plan === undefined) throw new Error('the plan "anonymous" is missing')
      return plan
    },
  }
}

const tellChanges = (log: Logger, metrics: AuthMetrics) => (away: boolean, err: unknown) => {
  metrics.databaseAway(away)
  if (away) log.warn({ err }, 'the database is unavailable: known keys still work, limits are kept in memory')
  else log.info('the database is available again')
}
