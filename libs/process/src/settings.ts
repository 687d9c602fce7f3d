import { accessSync, constants, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import * as z from 'zod'
import { fileSetting, readSecretFiles, SECRET } from './secrets.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The settings do not fit: `message` names each one that is wrong, with what is allowed, and no value. */
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

/** The path of a file that this process can read, such as a certificate: nothing secret is in its name. */
export const FilePath = z.string().refine(isReadable, 'must be the path of a file that can be read')

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
 * `nats://user:password@host:port`, `tls://…` to refuse everything but TLS; or several servers of one cluster, comma-separated.
 * A secret: it holds a password.
 */
export const NatsUrl = z
  .string('must be a URL like nats://127.0.0.1:4222')
  .refine(
    (value) => value.split(',').every((url) => NatsServer.safeParse(url.trim()).success),
    'must be a URL like nats://127.0.0.1:4222',
  )
  .refine((value) => new Set(schemes(value)).size === 1, 'must have the same scheme for every server')
  .meta(SECRET)

/** Node.js would ask the certificate of a server given by its address for `localhost`. */
const NEEDS_NAME = 'must have the name of the host and not its address, for its certificate to be verified'
const hasHostName = (url: string) => isIP((URL.parse(url)?.hostname ?? '').replace(/^\[(.*)\]$/, '$1')) === 0

/**
 * A Postgres connection URL: a secret, it holds a password. `sslmode=verify-full` in it refuses everything but TLS with a
 * server that proves its name; the modes between that and none promise less than people take them for, and are refused.
 */
export const DatabaseUrl = z
  .url({
    protocol: /^postgres(ql)?$/,
    error: 'must be a URL like postgres://role:password@host:5432/database',
  })
  .refine(
    (value) => [null, 'disable', 'verify-full'].includes(sslMode(value)),
    'must have sslmode=verify-full, or sslmode=disable, or none: the other modes do not verify who answers',
  )
  .refine((value) => sslMode(value) !== 'verify-full' || hasHostName(value), NEEDS_NAME)
  .meta(SECRET)

/** Whom to believe about the name of the Postgres server, as a file of certificates: with it, `sslmode` is `verify-full`. */
export const DatabaseCaFile = FilePath.optional()

const sslMode = (url: string) => URL.parse(url)?.searchParams.get('sslmode') ?? null

/** The URL to open, which says by itself whether TLS is demanded and whom to believe. */
export function toDatabaseUrl(settings: {
  DATABASE_URL: string
  DATABASE_CA_FILE?: string | undefined
}): string {
  const { DATABASE_URL, DATABASE_CA_FILE } = settings
  if (DATABASE_CA_FILE === undefined) return DATABASE_URL
  const url = new URL(DATABASE_URL)
  if (sslMode(DATABASE_URL) === 'disable')
    throw new SettingsError(['DATABASE_CA_FILE is of no use with sslmode=disable in DATABASE_URL'])
  if (!hasHostName(DATABASE_URL)) throw new SettingsError([`DATABASE_URL ${NEEDS_NAME}`])
  url.searchParams.set('sslmode', 'verify-full')
  url.searchParams.set('sslrootcert', DATABASE_CA_FILE)
  return url.href
}

/** The settings of programs that need the database alone: migrations, and what operators run by hand. */
export function parseDatabaseUrl(env: Env): string {
  return toDatabaseUrl(
    parseSettings(z.object({ DATABASE_URL: DatabaseUrl, DATABASE_CA_FILE: DatabaseCaFile }), env),
  )
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The shape of the settings every service has: spread it into the service's own `z.object`. */
export const CommonSettings = {
  /** Where the mesh is. */
  NATS_URL: NatsUrl,
  /** Whom to believe about the name of the NATS server, as a file of certificates; those that Node.js knows by default. */
  NATS_CA_FILE: FilePath.optional(),
  /** This process's own certificate and its key, for a NATS server that asks for one. Both or neither. */
  NATS_CERT_FILE: FilePath.optional(),
  NATS_KEY_FILE: FilePath.optional(),
  /**
   * How many servers of a NATS cluster keep a copy of each stream: 1, 3 or 5, and the cluster needs as many servers. Streams that
   * exist are changed to it, so give all services the same. Not set: new streams are kept by 1, existing ones stay as they are.
   */
  NATS_REPLICAS: z.enum(['1', '3', '5'], 'must be 1, 3 or 5').transform(Number).optional(),
  /** Where `/healthz`, `/readyz` and `/metrics` listen. Never public. */
  OPS_HOST: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  OPS_PORT: wholeNumber({ min: 0, max: 65_535, default: 0 }),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  /** Names this process in logs; the host's name by default. */
  INSTANCE_NAME: z.string().max(128, 'must be at most 128 characters').default(hostname),
} as const

type CommonOutput = z.output<z.ZodObject<typeof CommonSettings>>

export interface CommonConfig {
  readonly natsUrl: string
  /** Files, read at each connection: what was renewed is used from the next one on. */
  readonly natsTls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string }
  readonly natsReplicas?: number | undefined
  readonly ops: { readonly host: string; readonly port: number }
  readonly logLevel: LogLevel
  readonly instanceName: string
}

/** The same as a part of a service's config. */
export function toCommonConfig(settings: CommonOutput): CommonConfig {
  return {
    natsUrl: settings.NATS_URL,
    natsTls: toNatsTls(settings),
    natsReplicas: settings.NATS_REPLICAS,
    ops: { host: settings.OPS_HOST, port: settings.OPS_PORT },
    logLevel: settings.LOG_LEVEL,
    instanceName: settings.INSTANCE_NAME,
  }
}

/** What `connectMesh` needs to know of it. */
export function meshOptions({ natsUrl, natsTls, natsReplicas }: CommonConfig) {
  return { url: natsUrl, tls: natsTls, replicas: natsReplicas }
}

function toNatsTls(settings: CommonOutput): NonNullable<CommonConfig['natsTls']> {
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

/**
 * Reads settings, those marked as secret from their files as well: see {@link SECRET}. An empty value counts as not set. Throws one {@link SettingsError} that names every problem;
 * values never appear in it, because any of them may be a secret.
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
