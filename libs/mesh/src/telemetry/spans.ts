import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { parseTraceparent } from './traceparent.ts'
import { createWallClock } from './wall-clock.ts'

/** What a span may tell: names, kinds, counts. Never what somebody sent, and nothing a program wrote. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>

export interface SpanStart {
  /** W3C traceparent of what this is a part of; without one it begins a trace. */
  readonly parent?: string | undefined
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  /** When it began, milliseconds since the epoch, if not now. */
  readonly at?: number
  readonly facts?: SpanFacts
}

/** A span under way. */
export interface LiveSpan {
  /** For everything done as a part of it, here or in another process. */
  readonly traceparent: string
  set(facts: SpanFacts): void
  /** `code` as calls end with: `OK`, a refusal, or one of the common codes. Our own failures mark the span. */
  end(code?: string): void
}

/**
 * Makes spans under explicit parents: the trace travels as a `traceparent` in every scope, item and event, so nothing
 * depends on what happens to be current in a process.
 */
export interface Spans {
  start(name: string, options?: SpanStart): LiveSpan
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const

/** Ends of a call that are our failure, not the caller's. */
const FAILURES: ReadonlySet<string> = new Set(['INTERNAL', 'UNAVAILABLE', 'OVERLOADED', 'DEADLINE_EXCEEDED'])

export function createSpans(tracer: Tracer): Spans {
  const now = createWallClock()
  return {
    start(name, { parent, kind = 'internal', at, facts } = {}) {
      const above = parent === undefined ? undefined : parseTraceparent(parent)
      const context =
        above === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...above, isRemote: true })
      const span = tracer.startSpan(
        name,
        {
          kind: KINDS[kind],
          startTime: at ?? now(),
          ...(facts && { attributes: { ...facts } }),
        },
        context,
      )
      const { traceId, spanId, traceFlags } = span.spanContext()
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        set: (more) => void span.setAttributes({ ...more }),
        end(code) {
          if (code !== undefined) span.setAttribute('runhive.code', code)
          if (code !== undefined && FAILURES.has(code)) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end(now())
        },
      }
    },
  }
}

/**
 * Does some work as a span of its own, and passes it the traceparent for what it does in turn. Without `spans` the work
 * is done under the parent, and nothing is made.
 */
export async function inSpan<T>(
  spans: Spans | undefined,
  name: string,
  options: SpanStart,
  work: (traceparent: string | undefined) => Promise<T>,
): Promise<T> {
  if (spans === undefined) return work(options.parent)
  const span = spans.start(name, options)
  try {
    const result = await work(span.traceparent)
    span.end('OK')
    return result
  } catch (error) {
    span.end(codeOf(error))
    throw error
  }
}

/** The code of an error that has one of ours; anything else is a defect. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z_]{1,39}$/.test(code) ? code : 'INTERNAL'
}
