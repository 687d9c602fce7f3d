import { SECRET } from '@runhive/process/secrets'
import {
  CommonSettings,
  DatabaseCaFile,
  DatabaseUrl,
  parseSettings,
  toCommonConfig,
  toDatabaseUrl,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

const Issuer = z.url('must be a URL like https://accounts.google.com').refine((value) => {
  const url = URL.parse(value)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
}, 'must be an https URL, or an http one on loopback')

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z
  .object({
    ...CommonSettings,
    DATABASE_URL: DatabaseUrl.describe(
      "URL of Postgres with auth's own role, which owns one schema and can use no other",
    ),
    DATABASE_CA_FILE: DatabaseCaFile,
    AUTH_SECRET: z
      .string('must have at least 32 characters')
      .min(32, 'must have at least 32 characters')
      .meta({
        description:
          'encrypts the sign-in state that a browser carries to the issuer and back; the same for every process of auth. `./dev up` generates one',
        ...SECRET,
      }),
    OIDC_ISSUER: Issuer.default('https://accounts.google.com').describe(
      'the OpenID provider that people sign in with; `http:` only on loopback',
    ),
    OIDC_CLIENT_ID: z
      .string()
      .optional()
      .describe(
        'client id of this installation at the issuer; register `<PUBLIC_URL>/auth/callback` of the gateway as its redirect URI. Without it and its secret nobody can sign in; API keys still work',
      ),
    OIDC_CLIENT_SECRET: z
      .string()
      .optional()
      .meta({ description: 'client secret for `OIDC_CLIENT_ID`; set both or neither', ...SECRET }),
    REQUEST_LOG_DAYS: wholeNumber({ min: 1, max: 3_650, default: 30 }).describe(
      'how long usage data is kept, days: time, procedure, outcome, address, user agent and key of each request',
    ),
    CONTACT_PER_MINUTE: wholeNumber({ min: 1, max: 10_000, default: 2 }).describe(
      'sustained rate of contact form messages from one address, per minute; each also counts against the address’s general limits',
    ),
    CONTACT_BURST: wholeNumber({ min: 1, max: 10_000, default: 5 }).describe(
      'burst of contact form messages from one address',
    ),
    ANONYMOUS_EXECUTIONS: z
      .enum(['true', 'false'], 'must be true or false')
      .default('false')
      .describe('whether signed-out callers may run executions, within the plan `anonymous`'),
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
    databaseUrl: toDatabaseUrl(settings),
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
