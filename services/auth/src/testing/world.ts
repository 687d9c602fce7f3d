import { randomUUID } from 'node:crypto'
import { auth } from '@runhive/contracts/auth'
import { executionCancellations } from '@runhive/contracts/execution-streams'
import { revocations } from '@runhive/contracts/revocations'
import { createMemoryMesh } from '@runhive/mesh/memory'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Kysely } from 'kysely'
import { startCancelling } from '../accounts/cancel-suspended.ts'
import * as accounts from '../db/accounts.ts'
import * as apiKeys from '../db/api-keys.ts'
import { planOf } from '../db/plans.ts'
import { purgeExpired } from '../db/purge.ts'
import * as requests from '../db/requests.ts'
import type { Schema } from '../db/schema.ts'
import * as slots from '../db/slots.ts'
import type { Revocation } from '../domain/revocation.ts'
import { type AccountHandlersDeps, createAccountHandlers } from '../handlers.ts'
import { createKeyVerifier } from '../keys/key-verifier.ts'
import { createParts } from '../removal/parts.ts'
import { startRemovals } from '../removal/remove-accounts.ts'
import { createInvalidate } from '../revocation/invalidate.ts'
import { publishRevocations, startPublishing } from '../revocation/publish.ts'
import { createSessionVerifier, openSession } from '../sessions/sessions.ts'
import { startPurging } from '../usage/purge.ts'
import { signInAt } from './browser.ts'
import { CALLBACK_URL } from './issuer.ts'

export const SECRET = 'a secret of the tests with 32 characters'

/** Without what admission answers. */
const {
  admit: _admit,
  credit: _credit,
  noteAdmitted: _noteAdmitted,
  release: _release,
  withdraw: _withdraw,
  keep: _keep,
  getAllowance: _getAllowance,
  listRequests: _listRequests,
  changeAccount: _changeAccount,
  listPlans: _listPlans,
  putPlan: _putPlan,
  facts: _facts,
  ...procedures
} = auth.procedures
const accountsContract = { name: auth.name, procedures }

export type World = Awaited<ReturnType<typeof openWorld>>

/** What a test may replace. */
interface WorldOptions extends Partial<Pick<AccountHandlersDeps, 'config' | 'now' | 'planOf'>> {
  readonly mesh?: Pick<Mesh, 'connect' | 'log'>
  readonly settleMs?: number
  readonly hasLiveSlots?: () => Promise<boolean>
  readonly forgetExecutions?: (accountId: string) => Promise<unknown>
}

/** Accounts as one process of auth serves them, on a database of the test's, reached over a mesh of its own. */
export async function openWorld(db: Kysely<Schema>, options: WorldOptions = {}) {
  await using opening = new AsyncDisposableStack()
  const mesh = opening.use(createMemoryMesh())
  const published: Revocation[] = []
  opening.use(await mesh.log(revocations).tail(({ event }) => void published.push(event)))
  const { now = () => new Date(), config = { secret: SECRET, oidc: undefined } } = options
  const log = { info() {}, warn() {} }
  const keys = createKeyVerifier({
    find: apiKeys.createFinder(db),
    now,
    monotonicMs: () => performance.now(),
  })
  const jobs = opening.use(startJobs({ db, log, mesh, ...options }))
  const handlers = createAccountHandlers({
    ...{ config, db, log, now, keys, planOf: options.planOf ?? planOf(db) },
    ...{ removeSoon: jobs.removeSoon, cancelSoon: jobs.cancelSoon },
    invalidate: createInvalidate({ keys, publishSoon: jobs.publishSoon }),
  })
  opening.use(await mesh.serve(accountsContract, handlers))
  const opened = opening.move()
  return {
    auth: mesh.connect(accountsContract),
    mesh,
    /** What gateways are notified of. */
    published,
    verifyKey: keys,
    verifySession: createSessionVerifier(db),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function startJobs({
  db,
  log,
  mesh,
  now = () => new Date(),
  settleMs = 0,
  hasLiveSlots = async () => false,
  forgetExecutions = async () => {},
}: WorldOptions & {
  db: Kysely<Schema>
  log: AccountHandlersDeps['log']
  mesh: Pick<Mesh, 'connect' | 'log'>
}) {
  const jobs = new AsyncDisposableStack()
  const [revoked, cancellations] = [mesh.log(revocations), mesh.log(executionCancellations)]
  jobs.use(
    startPurging({
      ...{ now, keepDays: 30, metrics: { requestsPurged() {}, oldestRequest() {} }, onError() {} },
      purgeRequests: (options) => requests.purge(db, options),
      findOldest: () => requests.findOldest(db),
      purgeExpired: () => purgeExpired(db, now()),
    }),
  )
  const publish = () => publishRevocations(db, (id, event) => revoked.append(id, 1, event))
  const publishing = jobs.use(startPublishing({ publish, log }))
  const executions = async (accountId: string) => {
    await forgetExecutions(accountId)
    return {}
  }
  const removing = jobs.use(
    startRemovals({
      ...{ db, log, settleMs, hasLiveSlots, publishRevocations: publish },
      parts: { ...createParts(mesh), executions },
    }),
  )
  const cancelling = jobs.use(
    startCancelling({
      listLive: () => slots.listLiveOfSuspended(db),
      anySuspendedWithin: (ms) => slots.anySuspendedWithin(db, ms),
      cancel: (key) => cancellations.append(key, 1, { kind: 'cancel' }),
      log,
    }),
  )
  return {
    publishSoon: publishing.soon,
    removeSoon: removing.soon,
    cancelSoon: cancelling.soon,
    [Symbol.asyncDispose]: () => jobs.disposeAsync(),
  }
}

/** An account of somebody new, as signing in makes it, with a session. */
export async function newAccount(db: Kysely<Schema>) {
  const subject = `subject-${randomUUID()}`
  const person = {
    issuer: 'https://issuer.test',
    subject,
    email: `${subject}@example.test`,
    name: `Name of ${subject}`,
  }
  const accountId = await accounts.ensureByPerson(db, person)
  const { token } = await openSession(db, accountId, { ip: '192.0.2.7', userAgent: 'a browser' })
  return { ...person, accountId, token }
}

/** Signs somebody in through a real issuer: gives the session, and what was needed for it. */
export async function signIn({ auth }: World, subject: string, returnTo?: string) {
  const begun = await auth.beginSignIn({ callbackUrl: CALLBACK_URL, ...(returnTo && { returnTo }) })
  const url = await signInAt(begun.url, subject)
  const { flow } = begun
  return { ...(await auth.completeSignIn({ url, flow, ip: '192.0.2.7', userAgent: 'a browser' })), url, flow }
}
