import { Account, ApiKeyView, RequestRecord, SessionView } from '@runhive/contracts/account'
import type { auth } from '@runhive/contracts/auth'
import { ContactMessage, type contact } from '@runhive/contracts/contact'
import type { CallScope, Client } from '@runhive/contracts/define'
import { type history, UsageDay } from '@runhive/contracts/history'
import * as z from 'zod'
import { dayOf, MAX_DAYS, plusDays } from '../domain/days.ts'
import { EndLine, ErrorLine, ExecutionLine, exportExecutions } from './executions.ts'

const records = [
  z.object({ part: z.literal('profile'), profile: Account }),
  z.object({ part: z.literal('key'), key: ApiKeyView }),
  z.object({ part: z.literal('session'), session: SessionView }),
  z.object({ part: z.literal('usage'), usage: UsageDay }),
  z.object({ part: z.literal('request'), request: RequestRecord }),
  z.object({ part: z.literal('message'), message: ContactMessage }),
  ExecutionLine,
] as const
const AccountRecord = z.discriminatedUnion('part', records)
type AccountRecord = z.output<typeof AccountRecord>

export type AccountLine = z.output<typeof AccountLine>
/** A line of an account's archive. */
export const AccountLine = z.discriminatedUnion('part', [...records, ErrorLine, EndLine])

export interface ExportAccountDeps {
  readonly auth: Pick<Client<typeof auth>, 'getAccount' | 'listKeys' | 'listSessions' | 'listRequests'>
  readonly history: Pick<Client<typeof history>, 'usage' | 'exportPage' | 'request'>
  readonly contact: Pick<Client<typeof contact>, 'listBySender'>
}

const REQUESTS_PER_PAGE = 1_000

/** Everything that all services keep of an account, one record after another; nothing is buffered. */
export async function* exportAccount(
  deps: ExportAccountDeps,
  who: { accountId: string; sessionId: string },
  scope: CallScope,
): AsyncGenerator<AccountRecord, void> {
  const { accountId } = who
  const profile = await deps.auth.getAccount({ accountId }, scope)
  yield { part: 'profile', profile }
  const { keys } = await deps.auth.listKeys({ accountId }, scope)
  for (const key of keys) yield { part: 'key', key }
  const { sessions } = await deps.auth.listSessions({ accountId, current: who.sessionId }, scope)
  for (const session of sessions) yield { part: 'session', session }
  yield* exportUsage(deps, profile, scope)
  yield* exportRequests(deps, accountId, scope)
  if (profile.email !== null) yield* exportMessages(deps, profile.email, scope)
  yield* exportExecutions(deps, accountId, scope)
}

async function* exportUsage(
  { history }: ExportAccountDeps,
  { id, createdAt }: Account,
  scope: CallScope,
): AsyncGenerator<AccountRecord, void> {
  const today = dayOf(new Date())
  for (let from = createdAt.slice(0, 10); from <= today; from = plusDays(from, MAX_DAYS)) {
    const { days } = await history.usage({ accountId: id, from, to: plusDays(from, MAX_DAYS - 1) }, scope)
    for (const usage of days) yield { part: 'usage', usage }
  }
}

async function* exportMessages(
  { contact }: ExportAccountDeps,
  email: string,
  scope: CallScope,
): AsyncGenerator<AccountRecord, void> {
  let cursor: string | undefined
  do {
    const page = await contact.listBySender({ email, ...(cursor === undefined ? {} : { cursor }) }, scope)
    for (const message of page.messages) yield { part: 'message', message }
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

async function* exportRequests(
  { auth }: ExportAccountDeps,
  accountId: string,
  scope: CallScope,
): AsyncGenerator<AccountRecord, void> {
  let cursor: string | undefined
  do {
    const query = { accountId, limit: REQUESTS_PER_PAGE, ...(cursor === undefined ? {} : { cursor }) }
    const page = await auth.listRequests(query, scope)
    for (const request of page.requests) yield { part: 'request', request }
    cursor = page.nextCursor
  } while (cursor !== undefined)
}
