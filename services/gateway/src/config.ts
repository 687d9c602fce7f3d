import { join } from 'node:path'
import { Origin } from '@runhive/contracts/account'
import { CommonSettings, parseSettings, toCommonConfig, wholeNumber } from '@runhive/process/settings'
import * as z from 'zod'

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** What the repository's own build makes. */
const BUILT_CONSOLE = join(import.meta.dirname, '../../../apps/console/dist')

/** A final slash is forgiven. */
const PublicUrl = z
  .string()
  .transform((value) => value.replace(/\/$/, ''))
  .pipe(Origin)
  .refine((value) => value.startsWith('https:') || LOOPBACK.has(URL.parse(value)?.hostname ?? ''), {
    message: 'must be https: only loopback may do without',
  })

const Origins = z
  .string()
  .transform((value) => value.split(',').map((origin) => origin.trim()))
  .pipe(z.array(Origin))

const Settings = z.object({
  ...CommonSettings,
  /** Where everybody reaches the service. Put a TLS-terminating proxy in front of anything public. */
  HOST: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  PORT: wholeNumber({ min: 0, max: 65_535, default: 4000 }),
  /** The origin at which people reach it, e.g. `https://run.example.com`; the loopback address and the port unless said. */
  PUBLIC_URL: PublicUrl.optional(),
  /** More origins whose pages may use their visitors' sessions, separated by commas; besides the public URL's own. */
  ALLOWED_ORIGINS: Origins.optional(),
  /** What people read as the name of this installation. */
  SITE_NAME: z
    .string()
    .trim()
    .max(100, 'must be at most 100 characters')
    .refine((name) => !/\p{Cc}/u.test(name), 'must not hold control characters')
    .default('Runhive'),
  /** Shown to people who would rather write a mail than use the contact form; nothing is shown when not set. */
  CONTACT_EMAIL: z.email('must be an e-mail address').max(254).optional(),
  /** WebSockets open at once from one address, and subscriptions on one of them. */
  MAX_SOCKETS_PER_IP: wholeNumber({ min: 1, max: 100_000, default: 50 }),
  MAX_SUBSCRIPTIONS_PER_SOCKET: wholeNumber({ min: 1, max: 100_000, default: 100 }),
  /** Addresses or CIDRs of proxies whose X-Forwarded-For is believed, separated by commas; none by default. */
  TRUST_PROXY: z.string().optional(),
  /** Bytes of a request's body. Leaves room for 1 MiB of source and 1 MiB of stdin with JSON's escapes. */
  BODY_LIMIT_BYTES: wholeNumber({ min: 1024, max: 16 * 1024 * 1024, default: 4 * 1024 * 1024 }),
  /** How long a caller that waits for its result allows for the queue, milliseconds, on top of its limits. */
  QUEUE_WAIT_MS: wholeNumber({ min: 0, max: 3_600_000, default: 30_000 }),
  /** The folder of the built console: `index.html`, and `assets` beside it. Without it `/` says how to build it. */
  CONSOLE_DIR: z.string().min(1).default(BUILT_CONSOLE),
  /** How long stopping waits for answers under way, milliseconds: less than a process has to end. */
  STOP_GRACE_MS: wholeNumber({ min: 0, max: 15_000, default: 15_000 }),
})

export type Config = ReturnType<typeof parseConfig>

/** Throws one error that names every setting that is wrong. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  return {
    ...toCommonConfig(settings),
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    allowedOrigins: settings.ALLOWED_ORIGINS ?? [],
    siteName: settings.SITE_NAME,
    contactEmail: settings.CONTACT_EMAIL,
    maxSocketsPerIp: settings.MAX_SOCKETS_PER_IP,
    maxSubscriptionsPerSocket: settings.MAX_SUBSCRIPTIONS_PER_SOCKET,
    trustProxy: settings.TRUST_PROXY?.split(',').map((address) => address.trim()) ?? [],
    bodyLimitBytes: settings.BODY_LIMIT_BYTES,
    queueWaitMs: settings.QUEUE_WAIT_MS,
    consoleDir: settings.CONSOLE_DIR,
    stopGraceMs: settings.STOP_GRACE_MS,
  }
}
