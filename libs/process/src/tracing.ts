import type { Tracer } from '@opentelemetry/api'

/** Where spans are sent, and how many are recorded. */
export interface TracingConfig {
  /** Base URL of an OTLP/HTTP collector; spans are posted to `/v1/traces` under it. */
  readonly endpoint: string
  /** Headers of every post, e.g. the collector's credential. */
  readonly headers: Readonly<Record<string, string>>
  /** Share of traces that are recorded, 0 to 1. */
  readonly ratio: number
}

export interface TracingOptions {
  readonly service: string
  readonly instance: string
  /** Traces begin here, for unknown callers: they do not decide whether a trace is recorded. */
  readonly edge?: boolean
  /** How long spans are batched before they are sent, milliseconds. */
  readonly gatherMs?: number
}

/** Disposing sends the batched spans. */
export interface Tracing extends AsyncDisposable {
  /** undefined if tracing is off: then no span is created, and OpenTelemetry is not even loaded. */
  readonly tracer: Tracer | undefined
}

const GATHER_MS = 1_000
/** A collector that is away must neither delay closing nor fill memory. */
const EXPORT_TIMEOUT_MS = 3_000

export async function startTracing(
  config: TracingConfig | undefined,
  options: TracingOptions,
): Promise<Tracing> {
  if (config === undefined) return { tracer: undefined, async [Symbol.asyncDispose]() {} }
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const exporter = new OTLPTraceExporter({
    url: `${config.endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: { ...config.headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.namespace': 'runhive',
      'service.instance.id': options.instance,
    }),
    sampler: await samplerOf(config.ratio, options.edge ?? false),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: options.gatherMs ?? GATHER_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  })
  return {
    tracer: provider.getTracer('runhive'),
    [Symbol.asyncDispose]: () => provider.shutdown().catch(() => undefined),
  }
}

/** Inside the mesh the service that began the trace has decided. */
async function samplerOf(ratio: number, edge: boolean) {
  const { ParentBasedSampler, TraceIdRatioBasedSampler } = await import('@opentelemetry/sdk-trace')
  const share = new TraceIdRatioBasedSampler(ratio)
  return new ParentBasedSampler({ root: share, ...(edge && { remoteParentSampled: share }) })
}
