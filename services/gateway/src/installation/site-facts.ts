import type { auth } from '@runhive/contracts/auth'
import type { contact } from '@runhive/contracts/contact'
import type { Client } from '@runhive/contracts/define'
import { executionEvents } from '@runhive/contracts/execution-streams'
import type { history } from '@runhive/contracts/history'
import * as z from 'zod'
import { createCached } from './stale-while-revalidate.ts'

const Days = z.int().positive().nullable()

export type SiteFacts = z.output<typeof SiteFacts>
/** What this installation is and does, for anyone. null: what only a service that is away could say. */
export const SiteFacts = z.object({
  name: z.string(),
  version: z.string(),
  signIn: z.boolean().nullable().describe('Whether people can sign in.'),
  anonymousExecutions: z.boolean().nullable().describe('Whether signed-out callers may run executions.'),
  contactEmail: z
    .string()
    .nullable()
    .describe('Address for mail instead of the form; null if there is none.'),
  privacy: z
    .object({
      usageDataDays: Days.describe('For each request: time, procedure, address, user agent, key.'),
      usageDays: Days.describe('Daily totals: runs, errors, CPU time.'),
      webhookLogDays: Days.describe('The log of a webhook, after its end.'),
      contactDays: Days.describe('Messages of the contact form, and replies.'),
      sessionDays: Days.describe('An unused session.'),
      watchableHours: z.number().positive().describe('Events of a stored execution.'),
      plans: z
        .array(z.object({ name: z.string(), retentionDays: z.int().positive() }))
        .nullable()
        .describe('How long executions are kept, by plan, days.'),
      issuer: z.string().nullable().describe('The sign-in provider.'),
    })
    .describe('Retention times.'),
})

export interface SiteSettings {
  readonly siteName: string
  readonly contactEmail: string | undefined
}

const FRESH_MS = 10_000
/** Facts of a service that has been away for longer are not used. */
const USABLE_MS = 30_000

/** Each service reports its own; one that is away takes only its own facts with it. */
export function createSiteFacts(deps: {
  readonly settings: SiteSettings
  readonly version: string
  readonly auth: Pick<Client<typeof auth>, 'facts'>
  readonly history: Pick<Client<typeof history>, 'facts'>
  readonly contact: Pick<Client<typeof contact>, 'facts'>
}): () => Promise<SiteFacts> {
  const cached = <T>(load: () => Promise<T>) => {
    const facts = createCached({ load, freshMs: FRESH_MS, usableMs: USABLE_MS })
    return () => facts.get().catch(() => null)
  }
  const ofAuth = cached(() => deps.auth.facts({}))
  const ofHistory = cached(() => deps.history.facts({}))
  const ofContact = cached(() => deps.contact.facts({}))
  return async () => {
    const [auth, history, contact] = await Promise.all([ofAuth(), ofHistory(), ofContact()])
    const keptAtMost = history?.retentionDaysMax ?? Number.POSITIVE_INFINITY
    return {
      name: deps.settings.siteName,
      version: deps.version,
      signIn: auth?.signIn ?? null,
      anonymousExecutions: auth?.anonymousExecutions ?? null,
      contactEmail: deps.settings.contactEmail ?? null,
      privacy: {
        usageDataDays: auth?.requestLogDays ?? null,
        usageDays: history?.usageDays ?? null,
        webhookLogDays: history?.webhookLogDays ?? null,
        contactDays: contact?.contactDays ?? null,
        sessionDays: auth?.sessionDays ?? null,
        watchableHours: executionEvents.keepMs / 3_600_000,
        plans:
          auth?.plans.map(({ name, retentionDays }) => ({
            name,
            retentionDays: Math.min(retentionDays, keptAtMost),
          })) ?? null,
        issuer: auth?.issuer ?? null,
      },
    }
  }
}
