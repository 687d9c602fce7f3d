import type { auth } from '@runhive/contracts/auth'
import { contact } from '@runhive/contracts/contact'
import type { Handlers } from '@runhive/contracts/define'
import { executionCancellations } from '@runhive/contracts/execution-streams'
import { history } from '@runhive/contracts/history'
import { revocations } from '@runhive/contracts/revocations'
import type { Mesh } from '@runhive/mesh/mesh'
import { doAll } from '@runhive/process/do-all'
import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import { createCancelSuspended } from './cancel-suspended.ts'
import type { Config } from './config.ts'
import * as leases from './db/leases.ts'
import type { PlanOf } from './db/plan-of.ts'
import type { Schema } from './db/schema.ts'
import * as sessions from './db/sessions.ts'
import * as usedFlows from './db/used-flows.ts'
import { createEnded } from './ended.ts'
import type { KeyVerifier } from './keys.ts'
import { removeAccounts } from './remove-accounts.ts'
import { type Repeated, repeat } from './repeat.ts'
import { beginSignIn } from './rpc/begin-sign-in.ts'
import { completeSignIn } from './rpc/complete-sign-in.ts'
import { createKey } from './rpc/create-key.ts'
import { endSession } from './rpc/end-session.ts'
import { getAccount } from './rpc/get-account.ts'
import { getReceipt } from './rpc/get-receipt.ts'
import { listAccounts } from './rpc/list-accounts.ts'
import { listKeys } from './rpc/list-keys.ts'
import { listSessions } from './rpc/list-sessions.ts'
import { removeAccount } from './rpc/remove-account.ts'
import { removeKey } from './rpc/remove-key.ts'
import { resumeAccount } from './rpc/resume-account.ts'
import { signOut } from './rpc/sign-out.ts'
import { suspendAccount } from './rpc/suspend-account.ts'
import { updateAccount } from './rpc/update-account.ts'
import { updateKey } from './rpc/update-key.ts'
import { sendRevocations } from './send-revocations.ts'
import { FLOW_PURPOSE } from './sign-in/flow.ts'
import { createIssuer } from './sign-in/issuer.ts'
import { createSeal } from './sign-in/seal.ts'

/** What could not be told or removed at once, and what has expired, is looked for this often, milliseconds. */
const TELL_EVERY_MS = 500
const REMOVE_EVERY_MS = 1_000
const CANCEL_EVERY_MS = 1_000
const PURGE_EVERY_MS = 10 * 60_000

export interface AccountsDeps {
  readonly config: Pick<Config, 'secret' | 'oidc'>
  readonly db: Kysely<Schema>
  readonly mesh: Pick<Mesh, 'connect' | 'log'>
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly now: () => Date
  readonly keys: Pick<KeyVerifier, 'forget' | 'forgetAccount'>
  readonly planOf: PlanOf
  /** Removes what the mesh keeps of an account's executions. */
  readonly forgetExecutions: (accountId: string) => Promise<void>
  /** Whether executions of an account may still be running. */
  readonly hasLiveLeases: (accountId: string) => Promise<boolean>
  /** How long after its credentials have ended something of an account may still be on its way, milliseconds. */
  readonly settleMs: number
}

export type AccountHandlers = Omit<
  Handlers<typeof auth>,
  | 'admit'
  | 'release'
  | 'withdraw'
  | 'keep'
  | 'getAllowance'
  | 'listRequests'
  | 'changeAccount'
  | 'listPlans'
  | 'putPlan'
  | 'facts'
>

export interface Accounts extends AsyncDisposable {
  readonly handlers: AccountHandlers
}

/** Sign-in, sessions, keys and the rights of accounts: what answers, and what goes on behind it. */
export function openAccounts(deps: AccountsDeps): Accounts {
  const opened = new AsyncDisposableStack()
  const telling = opened.use(openTelling(deps))
  const removing = opened.use(openRemoving(deps))
  const cancelling = opened.use(openCancelling(deps))
  opened.use(openPurging(deps))
  const ended = createEnded({ keys: deps.keys, tellSoon: telling.soon })
  return {
    handlers: {
      ...signInHandlers(deps),
      ...ownerHandlers({ ...deps, ended, removeSoon: removing.soon }),
      listAccounts: listAccounts(deps),
      suspendAccount: suspendAccount({ ...deps, ended, cancelSoon: cancelling.soon }),
      resumeAccount: resumeAccount(deps),
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function signInHandlers({ config, db, now, log }: AccountsDeps) {
  const issuer = config.oidc && createIssuer(config.oidc, () => performance.now())
  const deps = { db, issuer, seal: createSeal(config.secret, FLOW_PURPOSE), now, log }
  return { beginSignIn: beginSignIn(deps), completeSignIn: completeSignIn(deps) }
}

type OwnerDeps = Parameters<typeof createKey>[0] &
  Parameters<typeof updateKey>[0] &
  Parameters<typeof removeAccount>[0]

function ownerHandlers(deps: OwnerDeps) {
  return {
    signOut: signOut(deps),
    listKeys: listKeys(deps),
    createKey: createKey(deps),
    updateKey: updateKey(deps),
    removeKey: removeKey(deps),
    getAccount: getAccount(deps),
    updateAccount: updateAccount(deps),
    listSessions: listSessions(deps),
    endSession: endSession(deps),
    removeAccount: removeAccount(deps),
    getReceipt: getReceipt(deps),
  }
}

const tell = ({ db, mesh }: AccountsDeps) => {
  const log = mesh.log(revocations)
  return () => sendRevocations(db, (id, event) => log.append(id, 1, event))
}

function openTelling(deps: AccountsDeps): Repeated {
  return repeat(tell(deps), {
    everyMs: TELL_EVERY_MS,
    onError: (err) => deps.log.warn({ err }, 'could not publish revocations, will retry'),
  })
}

function openRemoving(deps: AccountsDeps): Repeated {
  const { db, mesh, log, hasLiveLeases, settleMs } = deps
  const historyClient = mesh.connect(history)
  const contactClient = mesh.connect(contact)
  const removal = {
    db,
    log,
    hasLiveLeases,
    settleMs,
    sendRevocations: tell(deps),
    parts: {
      executions: async (accountId: string) => {
        await deps.forgetExecutions(accountId)
        return {}
      },
      history: async (accountId: string, signal: AbortSignal) =>
        (await historyClient.removeAccount({ accountId }, { signal })).deleted,
      contact: async (email: string, signal: AbortSignal) =>
        (await contactClient.removeSender({ email }, { signal })).deleted,
    },
  }
  return repeat((signal) => removeAccounts(removal, signal), {
    everyMs: REMOVE_EVERY_MS,
    onError: (err) => log.warn({ err }, 'could not look up accounts to remove'),
  })
}

function openCancelling({ db, mesh, log }: AccountsDeps): Repeated {
  const control = mesh.log(executionCancellations)
  const cancelSuspended = createCancelSuspended({
    listLive: () => leases.listLiveOfSuspended(db),
    cancel: (key) => control.append(key, 1, { kind: 'cancel' }),
  })
  return repeat(cancelSuspended, {
    everyMs: CANCEL_EVERY_MS,
    onError: (err) => log.warn({ err }, 'could not cancel executions of suspended accounts, will retry'),
  })
}

function openPurging({ db, log, now }: AccountsDeps): Repeated {
  const purge = () =>
    doAll([() => sessions.deleteExpired(db, now()), () => usedFlows.deleteExpired(db, now())])
  return repeat(purge, {
    everyMs: PURGE_EVERY_MS,
    onError: (err) => log.warn({ err }, 'could not delete expired data'),
  })
}
