import type { auth } from '@runhive/contracts/auth'
import type { Handlers } from '@runhive/contracts/define'
import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import type { CreditDecision, CreditRequest } from './admission/credit.ts'
import type { AdmitRequest, Decided } from './admission/decide.ts'
import type { FindPlan } from './admission/plan-cache.ts'
import type { Config } from './config.ts'
import * as accounts from './db/accounts.ts'
import * as allowances from './db/allowances.ts'
import * as plans from './db/plans.ts'
import * as requests from './db/requests.ts'
import type { Schema } from './db/schema.ts'
import type { KeyVerifier } from './keys/key-verifier.ts'
import type { LastUsed } from './keys/last-used.ts'
import type { LimitsService } from './limits/limits.ts'
import type { Invalidate } from './revocation/invalidate.ts'
import { getAccount } from './rpc/account/get-account.ts'
import { getAllowance } from './rpc/account/get-allowance.ts'
import { getReceipt } from './rpc/account/get-receipt.ts'
import { listRequests } from './rpc/account/list-requests.ts'
import { removeAccount } from './rpc/account/remove-account.ts'
import { updateAccount } from './rpc/account/update-account.ts'
import { admit } from './rpc/admission/admit.ts'
import { credit } from './rpc/admission/credit.ts'
import { keep } from './rpc/admission/keep.ts'
import { noteAdmitted } from './rpc/admission/note-admitted.ts'
import { release } from './rpc/admission/release.ts'
import { withdraw } from './rpc/admission/withdraw.ts'
import { facts } from './rpc/facts.ts'
import { createKey } from './rpc/keys/create-key.ts'
import { listKeys } from './rpc/keys/list-keys.ts'
import { removeKey } from './rpc/keys/remove-key.ts'
import { updateKey } from './rpc/keys/update-key.ts'
import { changeAccount } from './rpc/operator/change-account.ts'
import { listAccounts } from './rpc/operator/list-accounts.ts'
import { listPlans } from './rpc/operator/list-plans.ts'
import { putPlan } from './rpc/operator/put-plan.ts'
import { resumeAccount } from './rpc/operator/resume-account.ts'
import { suspendAccount } from './rpc/operator/suspend-account.ts'
import { beginSignIn } from './rpc/sessions/begin-sign-in.ts'
import { completeSignIn } from './rpc/sessions/complete-sign-in.ts'
import { endSession } from './rpc/sessions/end-session.ts'
import { listSessions } from './rpc/sessions/list-sessions.ts'
import { signOut } from './rpc/sessions/sign-out.ts'
import { SESSION_DAYS } from './sessions/sessions.ts'
import { FLOW_PURPOSE } from './sign-in/flow.ts'
import { createIssuer } from './sign-in/issuer.ts'
import { createSeal } from './sign-in/seal.ts'

/** What gateways call at each request and each execution. */
export function createAdmissionHandlers(deps: {
  decide: (request: AdmitRequest) => Promise<Decided>
  decideCredit: (request: CreditRequest) => Promise<CreditDecision>
  limits: LimitsService
  lastUsed: Pick<LastUsed, 'note'>
  note: (request: AdmitRequest, decided: Decided) => void
  /** Is called with every request that a gateway has admitted itself. */
  noteEntry: (entry: requests.RequestEntry) => void
  now: () => Date
  noteFailure: () => void
  checkSoon: () => void
}) {
  return {
    admit: admit(deps),
    credit: credit(deps),
    noteAdmitted: noteAdmitted(deps),
    release: release(deps),
    withdraw: withdraw({ ...deps, endSoon: deps.checkSoon }),
    keep: keep(deps),
  } satisfies Partial<Handlers<typeof auth>>
}

/** Plans, what accounts have used of them, and what the settings allow. */
export function createPlanHandlers(deps: {
  db: Kysely<Schema>
  settings: Pick<Config, 'anonymousExecutions' | 'oidc' | 'requestLogDays'>
  findPlanOf: FindPlan
  now: () => Date
}) {
  const { db, settings, findPlanOf, now } = deps
  const list = () => plans.list(db)
  return {
    getAllowance: getAllowance({
      findPlanOf,
      findUsed: (accountId) => allowances.find(db, accountId, now()),
    }),
    listPlans: listPlans({ list }),
    putPlan: putPlan({ put: (plan) => plans.put(db, plan) }),
    changeAccount: changeAccount({
      listPlans: list,
      change: (accountId, change) => plans.changeAccount(db, accountId, change),
      findAccount: (accountId) => accounts.findWithPlan(db, accountId),
    }),
    listRequests: listRequests({ list: (query) => requests.list(db, query) }),
    facts: facts({ settings, sessionDays: SESSION_DAYS, listPlans: list }),
  } satisfies Partial<Handlers<typeof auth>>
}

export interface AccountHandlersDeps {
  readonly config: Pick<Config, 'secret' | 'oidc'>
  readonly db: Kysely<Schema>
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly now: () => Date
  readonly planOf: plans.PlanOf
  readonly keys: Pick<KeyVerifier, 'forgetAccount'>
  readonly invalidate: Invalidate
  readonly removeSoon: () => void
  readonly cancelSoon: () => void
}

/** Sign-in, sessions, keys and accounts. */
export function createAccountHandlers(deps: AccountHandlersDeps) {
  const { config, db, log, now } = deps
  const issuer = config.oidc && createIssuer(config.oidc, () => performance.now())
  const signIn = { db, issuer, seal: createSeal(config.secret, FLOW_PURPOSE), now, log }
  return {
    beginSignIn: beginSignIn(signIn),
    completeSignIn: completeSignIn(signIn),
    signOut: signOut(deps),
    listSessions: listSessions(deps),
    endSession: endSession(deps),
    listKeys: listKeys(deps),
    createKey: createKey(deps),
    updateKey: updateKey(deps),
    removeKey: removeKey(deps),
    getAccount: getAccount(deps),
    updateAccount: updateAccount(deps),
    removeAccount: removeAccount(deps),
    getReceipt: getReceipt(deps),
    listAccounts: listAccounts(deps),
    suspendAccount: suspendAccount(deps),
    resumeAccount: resumeAccount(deps),
  } satisfies Partial<Handlers<typeof auth>>
}
