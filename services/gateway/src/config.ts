import { join } from 'node:path'
import { Origin } from '@runhive/contracts/account'
import {
  CommonSettings,
  parseSettings,
  SettingsError,
  toCommonConfig,
  wholeNumber,
} from '@runhive/process/settings'
import * as z from 'zod'
import { connectionsFor, readOpenFiles } from './transport/http/connections/descriptors.ts'

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Where the repository's own build is. */
const BUILT_CONSOLE = join(import.meta.dirname, '../../../apps/console/dist')

const PublicUrl = Origin.refine(
  (value) => value.startsWith('https:') || LOOPBACK.has(URL.parse(value)?.hostname ?? ''),
  { message: 'must be https, except on loopback' },
)

const Origins = z
  .string()
  .transform((value) => value.split(',').map((origin) => origin.trim()))
  .pipe(z.array(Origin))

/** Meanings are in `docs/settings.md`, which is written from here. */
export const Settings = z.object({
  ...CommonSettings,
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('public address of the service; put a TLS-terminating proxy in front of anything public'),
  PORT: wholeNumber({ min: 0, max: 65_535, default: 4000 }).describe(
    'port of the gateway; 0 takes any free one',
  ),
  PUBLIC_URL: PublicUrl.optional().meta({
    description:
      'the origin at which people reach it, https unless on loopback: sign-in returns to it (register `<PUBLIC_URL>/auth/callback` at the issuer), its pages may use sessions, and https gives cookies the prefix `__Host-`',
    default: '`http://127.0.0.1:<PORT>`',
    allowed: 'an origin such as `https://run.example.com`; capitals, `:443` and a final slash do not matter',
  }),
  ALLOWED_ORIGINS: Origins.optional().meta({
    description:
      'further origins of the service, such as a second host name, whose pages may use sessions too',
    allowed: 'origins, separated by commas; no wildcards, and not `null`',
  }),
  SITE_NAME: z
    .string()
    .trim()
    .max(100, 'must be at most 100 characters')
    .refine((name) => !/\p{Cc}/u.test(name), 'must not contain control characters')
    .default('Runhive')
    .meta({
      description: 'display name of this installation',
      allowed: 'at most 100 characters',
    }),
  CONTACT_EMAIL: z
    .email('must be an e-mail address')
    .max(254)
    .optional()
    .describe('mail address shown beside the contact form'),
  MAX_CONNECTIONS: wholeNumber({ min: 16, max: 1_000_000 }).optional().meta({
    description:
      'connections open at once, WebSockets included. A quarter is reserved for recently admitted callers; when the limit is reached, idle connections of other callers are closed, the longest idle first',
    default: 'the limit of open files less 256, at most 10000',
  }),
  MAX_CONNECTIONS_PER_IP: wholeNumber({ min: 1, max: 1_000_000 }).optional().meta({
    description:
      'connections open at once from one address (one /64 in IPv6); one more is refused with 429 unless an idle one can be closed. Proxies in `TRUST_PROXY` have no such limit',
    default: 'a quarter of `MAX_CONNECTIONS`',
  }),
  MAX_BYTES_IN_FLIGHT: wholeNumber({ min: 8 * 1024, max: 64 * 1024 * 1024 * 1024 })
    .optional()
    .meta({
      description:
        'bytes of request bodies in memory at once, from their headers to their responses, and as many bytes of responses waiting to be read; beyond it, requests are refused with 503, or with 429 if one address takes too much. A body takes up to five times its size while it is read and validated',
      default: 'twelve times `BODY_LIMIT_BYTES`',
      allowed: 'at least four times `BODY_LIMIT_BYTES`',
    }),
  MAX_SOCKETS: wholeNumber({ min: 1, max: 1_000_000, default: 5_000 }).describe(
    'WebSockets open at once; for one more, the oldest unauthenticated one is closed, and if there is none, the new one is refused with 503',
  ),
  MAX_SOCKETS_PER_IP: wholeNumber({ min: 1, max: 100_000, default: 50 }).describe(
    'WebSockets open at once from one address (one /64 in IPv6); one more is refused with 429',
  ),
  MAX_SUBSCRIPTIONS_PER_SOCKET: wholeNumber({ min: 1, max: 100_000, default: 100 }).describe(
    'subscriptions open at once on one socket',
  ),
  MAX_OPERATIONS_PER_SOCKET: wholeNumber({ min: 1, max: 10_000, default: 32 }).describe(
    'operations in progress at once on one socket, not counting open subscriptions; eight times as many from one address, and 64 times in total. Further operations wait',
  ),
  TRUST_PROXY: z.string().optional().meta({
    description: 'proxies whose `X-Forwarded-For` is trusted',
    allowed: 'addresses or CIDRs, separated by commas',
  }),
  BODY_LIMIT_BYTES: wholeNumber({ min: 1024, max: 16 * 1024 * 1024, default: 4 * 1024 * 1024 }).describe(
    'maximum size of a request body, bytes; a larger one is refused with 413. The default leaves room for 1 MiB of source and 1 MiB of stdin with JSON escapes',
  ),
  CONSOLE_DIR: z.string().min(1).default(BUILT_CONSOLE).meta({
    description: 'folder of the built console; without one, `/` says how to build it',
    default: 'the output of the build in `apps/console`',
    allowed: 'a path',
  }),
  QUEUE_WAIT_MS: wholeNumber({ min: 0, max: 3_600_000, default: 30_000 }).describe(
    'how long `executions.run` waits for the queue, milliseconds, in addition to the limits of the execution',
  ),
  STOP_GRACE_MS: wholeNumber({ min: 0, max: 15_000, default: 15_000 }).describe(
    'how long shutdown waits for responses in progress, milliseconds; less than the process has to exit',
  ),
})

/** Unknown callers have a quarter: enough for one of the largest bodies. */
const LEAST_BODIES = 4
/** What a process with 512 MiB can hold in the worst case. */
const USUAL_BODIES = 12

function toBytesInFlight({
  MAX_BYTES_IN_FLIGHT: configured,
  BODY_LIMIT_BYTES: body,
}: z.output<typeof Settings>) {
  if (configured === undefined) return USUAL_BODIES * body
  if (configured >= LEAST_BODIES * body) return configured
  throw new SettingsError([
    `MAX_BYTES_IN_FLIGHT must be at least ${LEAST_BODIES * body}: four times BODY_LIMIT_BYTES`,
  ])
}

export type Config = ReturnType<typeof parseConfig>

/** Throws one error that names every setting that is wrong. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const settings = parseSettings(Settings, env)
  const maxConnections = settings.MAX_CONNECTIONS ?? connectionsFor(readOpenFiles())
  return {
    ...toCommonConfig(settings),
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    allowedOrigins: settings.ALLOWED_ORIGINS ?? [],
    siteName: settings.SITE_NAME,
    contactEmail: settings.CONTACT_EMAIL,
    maxConnections,
    maxConnectionsPerIp: settings.MAX_CONNECTIONS_PER_IP ?? Math.ceil(maxConnections / 4),
    maxBytesInFlight: toBytesInFlight(settings),
    maxSockets: settings.MAX_SOCKETS,
    maxSocketsPerIp: settings.MAX_SOCKETS_PER_IP,
    maxSubscriptionsPerSocket: settings.MAX_SUBSCRIPTIONS_PER_SOCKET,
    maxOperationsPerSocket: settings.MAX_OPERATIONS_PER_SOCKET,
    trustProxy: settings.TRUST_PROXY?.split(',').map((address) => address.trim()) ?? [],
    bodyLimitBytes: settings.BODY_LIMIT_BYTES,
    queueWaitMs: settings.QUEUE_WAIT_MS,
    consoleDir: settings.CONSOLE_DIR,
    stopGraceMs: settings.STOP_GRACE_MS,
  }
}
