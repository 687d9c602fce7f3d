import { accessSync, constants, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import * as z from 'zod'
import { fileSetting, readSecretFiles, SECRET } from './secrets.ts'
import type { TracingConfig } from './tracing.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The settings are invalid: `message` names each wrong setting with what is allowed, but no value. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(`these settings are wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'SettingsError'
  }
}

/** A whole number, written in digits, from `min` to `max`. Without `default` it must be set. */
export function wholeNumber(range: { min: number; max: number; default?: number }) {
  const allowed = `must be a whole number from ${range.min} to ${range.max}`
  const number = z
    .string(allowed)
    .regex(/^-?\d{1,15}$/, allowed)
    .transform(Number)
    .refine((value) => value >= range.min && value <= range.max, allowed)
  return range.default === undefined ? number : number.default(range.default)
}

/** The path of a file that this process can read, such as a certificate. The path itself is not secret. */
export const FilePath = z.string().refine(isReadable, 'must be the path of a readable file')

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

const NatsServer = z.url({ protocol: /^(nats|tls|ws|wss)$/ })
const schemes = (value: string) => value.split(',').map((url) => url.trim().split(':')[0])

/**
 * `nats://user:password@host:port`, or `tls://…` to require TLS; several servers of one cluster are comma-separated.
 * A secret, because it contains a password.
 */
export const NatsUrl = z
  .string('must be a URL like nats://127.0.0.1:4222')
  .refine(
    (value) => value.split(',').every((url) => NatsServer.safeParse(url.trim()).success),
    'must be a URL like nats://127.0.0.1:4222',
  )
  .refine((value) => new Set(schemes(value)).size === 1, 'must have the same scheme for every server')
  .meta(SECRET)

/** Node.js would expect `localhost` in the certificate of a server that is given by its IP address. */
const NEEDS_NAME = 'must have a host name rather than an address, so that the certificate can be verified'
const hasHostName = (url: string) => isIP((URL.parse(url)?.hostname ?? '').replace(/^\[(.*)\]$/, '$1')) === 0

/**
 * A Postgres connection URL. A secret, because it contains a password. `sslmode=verify-full` requires TLS with a server
 * that proves its name. The modes between that and none are refused, because they protect less than people expect.
 */
export const DatabaseUrl = z
  .url({
    protocol: /^postgres(ql)?$/,
    error: 'must be a URL like postgres://role:password@host:5432/database',
  })
  .refine(
    (value) => [null, 'disable', 'verify-full'].includes(sslMode(value)),
    'must have sslmode=verify-full, sslmode=disable, or no sslmode: the other modes do not verify the server',
  )
  .refine((value) => sslMode(value) !== 'verify-full' || hasHostName(value), NEEDS_NAME)
  .meta(SECRET)

/**
 * The file of certificate authorities that may vouch for the Postgres server. With it, `sslmode` is `verify-full`.
 */
export const DatabaseCaFile = FilePath.optional().describe(
  'CA certificates for verifying the Postgres server; setting it implies `sslmode=verify-full`',
)

const sslMode = (url: string) => URL.parse(url)?.searchParams.get('sslmode') ?? null

/** The URL to open, which includes whether TLS is required and which authorities are trusted. */
export function toDatabaseUrl(settings: {
  DATABASE_URL: string
  DATABASE_CA_FILE?: string | undefined
}): string {
  const { DATABASE_URL, DATABASE_CA_FILE } = settings
  if (DATABASE_CA_FILE === undefined) return DATABASE_URL
  const url = new URL(DATABASE_URL)
  if (sslMode(DATABASE_URL) === 'disable')
    throw new SettingsError(['DATABASE_CA_FILE has no effect with sslmode=disable in DATABASE_URL'])
  if (!hasHostName(DATABASE_URL)) throw new SettingsError([`DATABASE_URL ${NEEDS_NAME}`])
  url.searchParams.set('sslmode', 'verify-full')
  url.searchParams.set('sslrootcert', DATABASE_CA_FILE)
  return url.href
}

/** The settings of programs that need only the database: migrations, and tools that operators run by hand. */
export function parseDatabaseUrl(env: Env): string {
  return toDatabaseUrl(
    parseSettings(z.object({ DATABASE_URL: DatabaseUrl, DATABASE_CA_FILE: DatabaseCaFile }), env),
  )
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * The shape of the settings every service has: spread it into the service's own `z.object`.
 *
 * A setting is described by its `describe()`, or by `meta({ description })` beside `secret: true` and, where the schema
 * does not say it readably, `default` and `allowed` in words. `node tools/dev/src/pages/write.ts` generates
 * `docs/settings.md` from these; a setting without a description fails a test.
 */
export const CommonSettings = {
  NATS_URL: NatsUrl.meta({
    description:
      "URL of NATS with this service's login: `nats://user:password@host:4222`, or `tls://` for TLS; separate several servers of a cluster by commas",
    secret: true,
  }),
  NATS_CA_FILE: FilePath.optional().describe(
    'CA certificates for verifying the NATS server, with `tls://`; by default those of Node.js',
  ),
  NATS_CERT_FILE: FilePath.optional().describe(
    'client certificate of this process, for a NATS server that requires one; set it together with its key',
  ),
  NATS_KEY_FILE: FilePath.optional().describe('private key of that certificate'),
  NATS_REPLICAS: z.enum(['1', '3', '5'], 'must be 1, 3 or 5').transform(Number).optional().meta({
    description:
      'number of replicas of each stream in a NATS cluster, which needs at least as many servers. Existing streams are changed to it, so give all services the same value. If unset, new streams have 1 replica, and existing ones are left as they are',
    default: 'none',
    allowed: '1, 3 or 5',
  }),
  OPS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address on which `/healthz`, `/readyz` and `/metrics` listen; never make it public'),
  OPS_PORT: wholeNumber({ min: 0, max: 65_535, default: 0 }).describe(
    'port of these endpoints; 0 takes any free one',
  ),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('lowest level of log records to write, one JSON object per line on stdout'),
  INSTANCE_NAME: z.string().max(128, 'must be at most 128 characters').default(hostname).meta({
    description: 'name of this process in logs and traces',
    default: "the host's name",
    allowed: 'at most 128 characters',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be a URL like http://127.0.0.1:4318' })
    .optional()
    .describe(
      'an OpenTelemetry collector that accepts OTLP over HTTP; spans are posted to `/v1/traces` under it. If unset, there are no traces, and no cost',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,\s]+=[^,]*(,[^=,\s]+=[^,]*)*$/, 'must be headers such as authorization=Basic abc,x-tenant=1')
    .optional()
    .meta({ description: 'headers for every request to the collector', secret: true }),
  OTEL_TRACES_SAMPLER_ARG: z
    .string('must be a number from 0 to 1')
    .regex(/^(0|1|0?\.\d{1,6}|1\.0+|0\.0+)$/, 'must be a number from 0 to 1')
    .transform(Number)
    .default(1)
    .describe(
      'fraction of traces to record; the gateway decides, regardless of its caller, and the other services follow it',
    ),
} as const

type CommonOutput = z.output<z.ZodObject<typeof CommonSettings>>

export interface TlsFiles {
  readonly caFile?: string
  readonly certFile?: string
  readonly keyFile?: string
}

export interface CommonConfig {
  /** How to join the mesh. */
  readonly nats: {
    readonly url: string
    /** Files, read at each connection: a renewed certificate is used from the next connection on. */
    readonly tls?: TlsFiles
    readonly replicas?: number | undefined
  }
  readonly ops: { readonly host: string; readonly port: number }
  readonly logLevel: LogLevel
  readonly instanceName: string
  /** undefined: no traces. */
  readonly tracing?: TracingConfig | undefined
}

/** The same as a part of a service's config. */
export function toCommonConfig(settings: CommonOutput): CommonConfig {
  return {
    nats: { url: settings.NATS_URL, tls: toNatsTls(settings), replicas: settings.NATS_REPLICAS },
    ops: { host: settings.OPS_HOST, port: settings.OPS_PORT },
    logLevel: settings.LOG_LEVEL,
    instanceName: settings.INSTANCE_NAME,
    tracing: toTracingConfig(settings),
  }
}

function toNatsTls(settings: CommonOutput): TlsFiles {
  const { NATS_CA_FILE: caFile, NATS_CERT_FILE: certFile, NATS_KEY_FILE: keyFile } = settings
  const tls = { ...(caFile && { caFile }), ...(certFile && { certFile }), ...(keyFile && { keyFile }) }
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new SettingsError(['NATS_CERT_FILE and NATS_KEY_FILE must be set together, or neither'])
  if (Object.keys(tls).length > 0 && schemes(settings.NATS_URL)[0] !== 'tls')
    throw new SettingsError([
      'NATS_URL must begin with tls:// when NATS_CA_FILE, NATS_CERT_FILE or NATS_KEY_FILE is set',
    ])
  return tls
}

function toTracingConfig(settings: CommonOutput): TracingConfig | undefined {
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT
  if (endpoint === undefined) return undefined
  const headers = (settings.OTEL_EXPORTER_OTLP_HEADERS?.split(',') ?? []).map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)] as const
  })
  return { endpoint, headers: Object.fromEntries(headers), ratio: settings.OTEL_TRACES_SAMPLER_ARG }
}

/**
 * Reads settings; secret ones from their files as well: see {@link SECRET}. An empty value counts as not set. Throws
 * one {@link SettingsError} that names every problem but no value, because any value may be a secret.
 */
export function parseSettings<T extends z.ZodObject>(schema: T, env: Env): z.output<T> {
  const given = Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  )
  const files = readSecretFiles(schema.shape, given)
  const parsed = schema.safeParse({ ...given, ...files.values })
  if (parsed.success && files.problems.length === 0) return parsed.data
  const issues = parsed.error?.issues.filter((issue) => !files.failed.has(String(issue.path[0]))) ?? []
  throw new SettingsError([...files.problems, ...issues.map((issue) => describe(issue, { given, files }))])
}

function describe(
  issue: z.core.$ZodIssue,
  { given, files }: { given: Record<string, unknown>; files: { values: Record<string, unknown> } },
): string {
  const name = issue.path.join('.')
  if (name === '') return issue.message
  if (name in files.values) return `${name}, as read from ${fileSetting(name)}, ${issue.message}`
  return `${name} ${name in given ? '' : 'is not set; it '}${issue.message}`
}
