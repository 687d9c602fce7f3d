import {
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger,
  pino,
  stdTimeFunctions,
} from 'pino'
import type { LogLevel } from './settings.ts'

export type { Logger }

/**
 * Names of fields whose values are never logged, at any depth. Compared in lower case without `-` and `_`, so that
 * `apiKey`, `api_key` and `X-Api-Key` are the same name. Besides credentials it lists users' code, input and output,
 * because we promise that logs never contain them.
 */
export const REDACTED = [
  'authorization',
  'cookie',
  'setcookie',
  'password',
  'secret',
  'token',
  'key',
  'apikey',
  'xapikey',
  'digest',
  'databaseurl',
  'natsurl',
  'source',
  'files',
  'stdin',
  'stdout',
  'stderr',
  'content',
  'text',
  'base64',
] as const

/** Deeper than any event we log. Also ends cycles. */
const MAX_DEPTH = 8

export interface LoggerOptions {
  readonly service: string
  readonly level: LogLevel
  /** Which process of the service. */
  readonly instance?: string
  /** Names to redact instead of {@link REDACTED}. An empty list is refused. */
  readonly redact?: readonly string[]
  /** Where lines go; stdout by default, written before the call returns so that a crash loses none. */
  readonly destination?: DestinationStream
}

/** A logger that writes one JSON object per event, one event per line. */
export function createLogger(options: LoggerOptions): Logger {
  const names = new Set((options.redact ?? REDACTED).map(toName))
  if (names.size === 0) throw new Error('refusing to log without a list of fields to redact')
  const redact = (fields: object) => redactFields(fields, names, 0)
  const logger = pino(
    {
      level: options.level,
      base: {
        service: options.service,
        ...(options.instance === undefined ? {} : { instance: options.instance }),
      },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redact },
      serializers: { err: (error: unknown) => error }, // redact has made it plain
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  )
  return redactChildren(logger, redact)
}

type Child = (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) => Logger

/** pino's `formatters` do not see the bindings of child loggers; children inherit this method. */
function redactChildren(logger: Logger, redact: (fields: object) => Bindings): Logger {
  const child: Child = logger.child
  const redacting: Child = function (bindings, options) {
    return child.call(this, redact(bindings), options)
  }
  return Object.assign(logger, { child: redacting })
}

const toName = (field: string) => field.toLowerCase().replaceAll(/[-_]/g, '')

function redactFields(fields: object, names: ReadonlySet<string>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      names.has(toName(field)) ? '[redacted]' : redactValue(value, names, depth + 1),
    ]),
  )
}

function redactValue(value: unknown, names: ReadonlySet<string>, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth > MAX_DEPTH) return '[too deep]'
  if (value instanceof Error) return toErrorFields(value, names, depth)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.map((item) => redactValue(item, names, depth + 1))
  return redactFields(value, names, depth)
}

/** Only these: an error's other properties may be the caller's data. */
function toErrorFields(error: Error, names: ReadonlySet<string>, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, names, depth + 1) }),
  }
}
