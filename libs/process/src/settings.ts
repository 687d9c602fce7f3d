import { hostname } from 'node:os'
import * as z from 'zod'
import type { TracingConfig } from './tracing.ts'

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
export const DatabaseUrl = z
  .url({
    protocol: /^postgres(ql)?$/,
    error: 'must be a URL like postgres://role:password@host:5432/database',
  })
  .meta({ secret: true })

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * The shape of the settings every service has: spread it into the service's own `z.object`.
 *
 * What a setting means stands in its `describe()`, or in its `meta({ description })` beside `secret: true` and, where the
 * schema cannot say it for a reader, `default` and `allowed` in words. `docs/settings.md` is written from these by
 * `node tools/dev/src/pages/write.ts`; a setting without a meaning fails a test.
 */
export const CommonSettings = {
  NATS_URL: NatsUrl.meta({
    description:
      "where the mesh is, with this service's login: `nats://user:password@host:4222`, `tls://` for TLS; several servers of one cluster separated by commas",
    secret: true,
  }),
  OPS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('where `/healthz`, `/readyz` and `/metrics` listen; never public'),
  OPS_PORT: wholeNumber({ min: 0, max: 65_535, default: 0 }).describe('their port; 0 takes any free one'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('the least severe records that are written, one JSON object per line on stdout'),
  INSTANCE_NAME: z.string().max(128, 'must be at most 128 characters').default(hostname).meta({
    description: 'names this process in logs and traces',
    default: "the host's name",
    allowed: 'at most 128 characters',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be a URL like http://127.0.0.1:4318' })
    .optional()
    .describe(
      'an OpenTelemetry collector that takes OTLP over HTTP; spans go to `/v1/traces` under it. Without it there are no traces, and they cost nothing',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,\s]+=[^,]*(,[^=,\s]+=[^,]*)*$/, 'must be headers such as authorization=Basic abc,x-tenant=1')
    .optional()
    .meta({ description: 'sent to the collector with every post', secret: true }),
  OTEL_TRACES_SAMPLER_ARG: z
    .string('must be a number from 0 to 1')
    .regex(/^(0|1|0?\.\d{1,6}|1\.0+|0\.0+)$/, 'must be a number from 0 to 1')
    .transform(Number)
    .default(1)
    .describe(
      'share of traces that are recorded; the gateway decides for all, whatever its caller asked for, and other services follow it',
    ),
} as const

type CommonOutput = z.output<z.ZodObject<typeof CommonSettings>>

export interface CommonConfig {
  readonly natsUrl: string
  readonly ops: { readonly host: string; readonly port: number }
  readonly logLevel: LogLevel
  readonly instanceName: string
  /** undefined: no traces. */
  readonly tracing?: TracingConfig | undefined
}

/** The same as a part of a service's config. */
export function toCommonConfig(settings: CommonOutput): CommonConfig {
  return {
    natsUrl: settings.NATS_URL,
    ops: { host: settings.OPS_HOST, port: settings.OPS_PORT },
    logLevel: settings.LOG_LEVEL,
    instanceName: settings.INSTANCE_NAME,
    tracing: toTracingConfig(settings),
  }
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
