import type { Tracer } from '@opentelemetry/api'

/** Where spans go, and how many of them. */
export interface TracingConfig {
  /** Of an OTLP/HTTP collector; spans are posted to `/v1/traces` under it. */
  readonly endpoint: string
  /** Sent with every post: a collector's credential, say. */
  readonly headers: Readonly<Record<string, string>>
  /** Share of traces that are recorded, 0 to 1. */
  readonly ratio: number
}

export interface TracingOptions {
  readonly service: string
  readonly instance: string
  /** Traces begin here, with callers that we do not know: whether one is recorded is our choice, not theirs. */
  readonly edge?: boolean
  /** How long spans are gathered before they are sent, milliseconds. */
  readonly gatherMs?: number
}

/** Disposing sends what has been gathered. */
export interface Tracing extends AsyncDisposable {
  /** undefined when nobody wants spans: then nothing is made for them, and OpenTelemetry is not even loaded. */
  readonly tracer: Tracer | undefined
}

const GATHER_MS = 1_000
/** A collector that is away must hold neither closing nor memory. */
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

/** Inside, the service that began the trace has decided. */
async function samplerOf(ratio: number, edge: boolean) {
  const { ParentBasedSampler, TraceIdRatioBasedSampler } = await import('@opentelemetry/sdk-trace')
  const share = new TraceIdRatioBasedSampler(ratio)
  return new ParentBasedSampler({ root: share, ...(edge && { remoteParentSampled: share }) })
}
