import { hostname } from 'node:os'
import * as z from 'zod'

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

const NatsServer = z.url({ protocol: /^(nats|tls|ws|wss)$/ })

/** `nats://user:password@host:port`, or several servers of one cluster, comma-separated. A secret when it holds a password. */
export const NatsUrl = z
  .string('must be a URL like nats://127.0.0.1:4222')
  .refine(
    (value) => value.split(',').every((url) => NatsServer.safeParse(url.trim()).success),
    'must be a URL like nats://127.0.0.1:4222',
  )

/** A Postgres connection URL: a secret, it usually holds a password. */
export const DatabaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a URL like postgres://role:password@host:5432/database',
})

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The shape of the settings every service has: spread it into the service's own `z.object`. */
export const CommonSettings = {
  /** Where the mesh is. */
  NATS_URL: NatsUrl,
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
  readonly natsReplicas?: number | undefined
  readonly ops: { readonly host: string; readonly port: number }
  readonly logLevel: LogLevel
  readonly instanceName: string
}

/** The same as a part of a service's config. */
export function toCommonConfig(settings: CommonOutput): CommonConfig {
  return {
    natsUrl: settings.NATS_URL,
    natsReplicas: settings.NATS_REPLICAS,
    ops: { host: settings.OPS_HOST, port: settings.OPS_PORT },
    logLevel: settings.LOG_LEVEL,
    instanceName: settings.INSTANCE_NAME,
  }
}

/**
 * Reads settings. An empty value counts as not set. Throws one {@link SettingsError} that names every problem;
 * values never appear in it, because any of them may be a secret.
 */
export function parseSettings<T extends z.ZodType>(schema: T, env: Env): z.output<T> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new SettingsError(parsed.error.issues.map((issue) => describe(issue, given)))
}

function describe(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const name = issue.path.join('.')
  if (name === '') return issue.message
  return `${name} ${name in given ? '' : 'is not set; it '}${issue.message}`
}
