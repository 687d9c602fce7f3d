import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'

/** A span as it arrived. Times are milliseconds since the epoch. */
export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | undefined
  readonly service: string
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Readonly<Record<string, unknown>>
}

/** The smallest collector there can be: takes OTLP/HTTP JSON and keeps it. */
export interface Collector extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string
  readonly spans: ReadonlyArray<CollectedSpan>
  /** Everything that was posted, as text. */
  readonly posted: ReadonlyArray<string>
  /** The spans of a trace once `isComplete`, and nothing has come for a while. Rejects when that takes too long. */
  traceOf(traceId: string, isComplete: (spans: CollectedSpan[]) => boolean): Promise<CollectedSpan[]>
}

const Value = z
  .object({
    stringValue: z.unknown(),
    intValue: z.unknown(),
    doubleValue: z.unknown(),
    boolValue: z.unknown(),
  })
  .partial()
const Attributes = z.array(z.object({ key: z.string(), value: Value })).default([])
const Posted = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              startTimeUnixNano: z.string(),
              endTimeUnixNano: z.string(),
              attributes: Attributes,
            }),
          ),
        }),
      ),
    }),
  ),
})

const COMPLETE_WITHIN_MS = 20_000
/** Longer than services gather spans before they send them. */
const QUIET_MS = 1_500
const LOOK_AGAIN_MS = 100

export async function openCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const posted: string[] = []
  let cameAt = 0
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    posted.push(text)
    spans.push(...readSpans(text))
    cameAt = performance.now()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the collector has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    posted,
    async traceOf(traceId, isComplete) {
      const until = performance.now() + COMPLETE_WITHIN_MS
      for (;;) {
        const found = spans.filter((span) => span.traceId === traceId)
        if (performance.now() - cameAt >= QUIET_MS && isComplete(found)) return found
        if (performance.now() >= until) {
          throw new Error(`the trace is not complete: ${found.map(({ name }) => name).join(', ')}`)
        }
        await sleep(LOOK_AGAIN_MS)
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function readSpans(text: string): CollectedSpan[] {
  return Posted.parse(JSON.parse(text)).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(readAttributes(resource.attributes)['service.name'] ?? '')
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentId: span.parentSpanId || undefined,
        service,
        name: span.name,
        startMs: Number(span.startTimeUnixNano) / 1e6,
        endMs: Number(span.endTimeUnixNano) / 1e6,
        attributes: readAttributes(span.attributes),
      })),
    )
  })
}

function readAttributes(attributes: z.output<typeof Attributes>): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue,
    ]),
  )
}
