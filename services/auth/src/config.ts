import {
  CommonSettings,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

const Issuer = z.url('must be a URL like https://accounts.google.com').refine((value) => {
  const url = URL.parse(value)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
}, 'must be an https URL, or an http one on loopback')

const Settings = z
  .object({
    ...CommonSettings,
    /** Of auth's own role. */
    DATABASE_URL: DatabaseUrl,
    /** Seals what a browser carries to the issuer and back. The same for every process of auth. */
    AUTH_SECRET: z.string('must have at least 32 characters').min(32, 'must have at least 32 characters'),
    /** Who vouches for people. */
    OIDC_ISSUER: Issuer.default('https://accounts.google.com'),
    /** As the issuer knows us. Without these two nobody can sign in; API keys work. */
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    /** How long usage data is kept, days. */
    REQUEST_LOG_DAYS: wholeNumber({ min: 1, max: 3_650, default: 30 }),
    /** Messages of the contact form from one address: a minute, sustained, and at once. */
    CONTACT_PER_MINUTE: wholeNumber({ min: 1, max: 10_000, default: 2 }),
    CONTACT_BURST: wholeNumber({ min: 1, max: 10_000, default: 5 }),
    /** Whether signed-out callers may run executions, within the plan `anonymous`. */
    ANONYMOUS_EXECUTIONS: z.enum(['true', 'false'], 'must be true or false').default('false'),
  })
  .refine(
    (settings) => (settings.OIDC_CLIENT_ID === undefined) === (settings.OIDC_CLIENT_SECRET === undefined),
    'OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set together, or neither',
  )

export type Config = ReturnType<typeof parseConfig>
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  const { OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = settings
  return {
    ...toCommonConfig(settings),
    databaseUrl: settings.DATABASE_URL,
    secret: settings.AUTH_SECRET,
    oidc:
      clientId === undefined || clientSecret === undefined
        ? undefined
        : { issuer: new URL(settings.OIDC_ISSUER), clientId, clientSecret },
    contactLimits: { requestsPerMinute: settings.CONTACT_PER_MINUTE, burst: settings.CONTACT_BURST },
    requestLogDays: settings.REQUEST_LOG_DAYS,
    anonymousExecutions: settings.ANONYMOUS_EXECUTIONS === 'true',
  }
}
