import type { Tracer } from '@opentelemetry/api'
import type { Registry } from 'prom-client'
import { createMeshMetrics, type MeshMetrics } from './metrics.ts'
import { createSpans, type SpanFacts, type SpanStart, type Spans } from './spans.ts'

/** How a service lets the mesh count and trace what goes through it. Without either nothing is made for a call. */
export interface ObserveOptions {
  /** Gets the metrics of calls, queues and logs. */
  readonly registry?: Registry | undefined
  /** Gets a span for every call, item and event. */
  readonly tracer?: Tracer | undefined
}

/** Something under way: counted and traced when it ends. */
export interface Observed {
  /** For what is done as a part of it; the parent's own when there are no traces. */
  readonly traceparent: string | undefined
  /** Whether that names a span of its own, which children must name as their parent. */
  readonly traced: boolean
  end(code: string): void
}

export interface Observer {
  call(service: string, procedure: string, parent: string | undefined): Observed
  answer(service: string, procedure: string, parent: string | undefined): Observed
  publish(queue: string, lane: string, parent: string | undefined): Observed
  take(queue: string, item: { attempt: number; storedAt: number; parent: string | undefined }): void
  append(log: string, kind: string, parent: string | undefined): Observed
  handle(log: string, consumer: string, parent: string | undefined): Observed
}

export function createObserver({ registry, tracer }: ObserveOptions): Observer | undefined {
  if (registry === undefined && tracer === undefined) return undefined
  const metrics = registry && createMeshMetrics(registry)
  const begin = beginner(tracer && createSpans(tracer))
  return { ...observeCalls(metrics, begin), ...observeStreams(metrics, begin) }
}

/** Starts the span of something, if there are any. */
type Begin = (name: string, start: SpanStart, onEnd: (code: string, seconds: number) => void) => Observed

function beginner(spans: Spans | undefined): Begin {
  return (name, start, onEnd) => {
    const span = spans?.start(name, start)
    const startedAt = performance.now()
    return {
      traceparent: span?.traceparent ?? start.parent,
      traced: span !== undefined,
      end(code) {
        span?.end(code)
        onEnd(code, (performance.now() - startedAt) / 1000)
      },
    }
  }
}

function observeCalls(metrics: MeshMetrics | undefined, begin: Begin): Pick<Observer, 'call' | 'answer'> {
  const facts = (service: string, procedure: string): SpanFacts => ({
    'rpc.system': 'runhive',
    'rpc.service': service,
    'rpc.method': procedure,
  })
  return {
    call: (service, procedure, parent) =>
      begin(
        `${service}.${procedure}`,
        { kind: 'client', parent, facts: facts(service, procedure) },
        (code, seconds) => metrics?.called({ service, procedure, code, seconds }),
      ),
    answer: (service, procedure, parent) =>
      begin(
        `${service}.${procedure}`,
        { kind: 'server', parent, facts: facts(service, procedure) },
        (code, seconds) => metrics?.answered({ service, procedure, code, seconds }),
      ),
  }
}

function observeStreams(metrics: MeshMetrics | undefined, begin: Begin): Omit<Observer, 'call' | 'answer'> {
  return {
    publish: (queue, lane, parent) =>
      begin(
        `publish ${queue}`,
        { kind: 'producer', parent, facts: { 'messaging.destination.name': queue, 'runhive.lane': lane } },
        (code) => metrics?.published(queue, lane, code),
      ),
    take(queue, { attempt, storedAt, parent }) {
      metrics?.taken(queue, attempt, (Date.now() - storedAt) / 1000)
      const facts = { 'messaging.destination.name': queue, 'runhive.attempt': attempt }
      begin(`wait in ${queue}`, { kind: 'consumer', parent, at: storedAt, facts }, () => undefined).end('OK')
    },
    append: (log, kind, parent) =>
      begin(
        `append ${log}: ${kind}`,
        { kind: 'producer', parent, facts: { 'messaging.destination.name': log, 'runhive.kind': kind } },
        (code) => metrics?.appended(log, kind, code),
      ),
    handle: (log, consumer, parent) =>
      begin(
        `handle ${log}`,
        {
          kind: 'consumer',
          parent,
          facts: { 'messaging.destination.name': log, 'runhive.consumer': consumer },
        },
        (code) => metrics?.handled(log, consumer, code),
      ),
  }
}
