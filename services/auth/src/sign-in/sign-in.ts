import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import * as accounts from '../db/accounts.ts'
import * as outbox from '../db/revocation-outbox.ts'
import type { Schema } from '../db/schema.ts'
import * as sessions from '../db/sessions.ts'
import * as usedFlows from '../db/used-flows.ts'
import { type Person, toPerson } from '../domain/person.ts'
import { revokedSession } from '../domain/revocation.ts'
import { type ClientInfo, type OpenedSession, openSession } from '../sessions/sessions.ts'
import { SignInFailure } from './failure.ts'
import { type Flow, flowDigest, isAnswerTo, openFlow } from './flow.ts'
import type { Issuer } from './issuer.ts'
import type { Seal } from './seal.ts'

/** Sessions of one account at once. One more ends the oldest: their number is bounded, and so is their list. */
const MAX_SESSIONS = 100

export interface SignInDeps {
  readonly db: Kysely<Schema>
  /** undefined when none is set up: nobody can sign in. */
  readonly issuer: Issuer | undefined
  readonly seal: Seal
  readonly now: () => Date
  readonly log: Pick<Logger, 'info' | 'warn'>
}

export interface SignInAnswer extends ClientInfo {
  readonly url: string
  readonly flow: string
}

/**
 * Ends a sign-in. Checks in this order: the answer is one to a flow of ours, it is the first one, the issuer confirms
 * it, and the e-mail address is verified. Only then is anything written. Rejects with {@link SignInFailure} when a
 * check fails.
 */
export async function signIn(
  deps: SignInDeps & { issuer: Issuer },
  answer: SignInAnswer,
): Promise<OpenedSession & { returnTo: string }> {
  const { db, issuer, seal, now } = deps
  const url = new URL(answer.url)
  const flow = openFlow(seal, answer.flow)
  if (!flow || !isAnswerTo(flow, url)) throw new SignInFailure('mismatch', 'not the answer to this flow')
  await useOnce(db, flow, now())
  const claims = await issuer.redeem(url, flow)
  const person = toPerson(claims)
  if (!person) throw new SignInFailure('email_unverified', 'the issuer has verified no e-mail address')
  return { ...(await welcome(db, person, answer)), returnTo: flow.returnTo }
}

/** Before the code is redeemed: of two answers that arrive at once, one gets no further. */
async function useOnce(db: Kysely<Schema>, flow: Flow, now: Date): Promise<void> {
  const expiresAt = new Date(flow.expiresAtMs)
  if (expiresAt <= now) throw new SignInFailure('expired', 'the flow is too old')
  const first = await usedFlows.use(db, { digest: flowDigest(flow), expiresAt })
  if (!first) throw new SignInFailure('expired', 'the flow has been used before')
}

/** The account and its session, or neither. */
function welcome(db: Kysely<Schema>, person: Person, client: ClientInfo): Promise<OpenedSession> {
  return db.transaction().execute(async (trx) => {
    const accountId = await accounts.ensureByPerson(trx, person)
    const opened = await openSession(trx, accountId, client)
    await outbox.insert(trx, (await sessions.endOldest(trx, accountId, MAX_SESSIONS)).map(revokedSession))
    return opened
  })
}
