import { randomUUID } from 'node:crypto'
import { auth } from '@runhive/contracts/auth'
import { revocations } from '@runhive/contracts/revocations'
import { createMemoryMesh } from '@runhive/mesh/memory'
import type { Kysely } from 'kysely'
import * as accounts from '../db/accounts.ts'
import * as apiKeys from '../db/api-keys.ts'
import { planOf } from '../db/plan-of.ts'
import type { Schema } from '../db/schema.ts'
import type { Revocation } from '../domain/revocation.ts'
import { createKeyVerifier } from '../keys/key-verifier.ts'
import { type AccountsDeps, openAccounts } from '../open-accounts.ts'
import { createSessionVerifier, openSession } from '../sessions/sessions.ts'
import { signInAt } from './browser.ts'
import { CALLBACK_URL } from './issuer.ts'

export const SECRET = 'a secret of the tests with 32 characters'

/** Without what admission answers. */
const {
  admit: _admit,
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

/** Accounts as one process of auth serves them, on a database of the test's, reached over a mesh of its own. */
export async function openWorld(db: Kysely<Schema>, change: Partial<AccountsDeps> = {}) {
  await using opening = new AsyncDisposableStack()
  const mesh = opening.use(createMemoryMesh())
  const told: Revocation[] = []
  opening.use(await mesh.log(revocations).tail(({ event }) => void told.push(event)))
  const now = change.now ?? (() => new Date())
  const keys = createKeyVerifier({
    find: apiKeys.createFinder(db),
    now,
    monotonicMs: () => performance.now(),
  })
  const served = opening.use(
    openAccounts({
      config: { secret: SECRET, oidc: undefined },
      db,
      mesh,
      log: { info() {}, warn() {} },
      now,
      keys,
      planOf: planOf(db),
      forgetExecutions: async () => {},
      hasLiveLeases: async () => false,
      settleMs: 0,
      ...change,
    }),
  )
  opening.use(await mesh.serve(accountsContract, served.handlers))
  const opened = opening.move()
  return {
    auth: mesh.connect(accountsContract),
    mesh,
    /** What every gateway hears of. */
    told,
    verifyKey: keys,
    verifySession: createSessionVerifier(db),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
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
