import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { CommonSettings, parseSettings, toCommonConfig } from './settings.ts'
import { startTracing } from './tracing.ts'

const Settings = z.object(CommonSettings)
const NATS_URL = 'nats://127.0.0.1:4222'

const Posted = z.object({
  resourceSpans: z.array(
    z.object({ scopeSpans: z.array(z.object({ spans: z.array(z.object({ name: z.string() })) })) }),
  ),
})

/** A collector that records the names of spans and the headers of the last post. */
async function openCollector() {
  const names: string[] = []
  let headers: Record<string, unknown> = {}
  const server = createServer(async (request, response) => {
    headers = request.headers
    const body = Posted.parse(JSON.parse(Buffer.concat(await request.toArray()).toString()))
    const scopes = body.resourceSpans.flatMap((resource) => resource.scopeSpans)
    names.push(...scopes.flatMap((scope) => scope.spans.map(({ name }) => name)))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    names,
    headers: () => headers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const who = { service: 'auth', instance: 'one' }

test('without an endpoint there is no tracer', async () => {
  expect(toCommonConfig(parseSettings(Settings, { NATS_URL })).tracing).toBeUndefined()
  await using tracing = await startTracing(undefined, who)
  expect(tracing.tracer).toBeUndefined()
})

test('spans reach the collector at the latest when the service closes, with its headers', async () => {
  await using collector = await openCollector()
  const settings = parseSettings(Settings, {
    NATS_URL,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic abc=,x-tenant=1',
  })
  const tracing = await startTracing(toCommonConfig(settings).tracing, { ...who, gatherMs: 60_000 })
  tracing.tracer?.startSpan('first').end()
  await tracing[Symbol.asyncDispose]()
  expect(collector.names).toEqual(['first'])
  expect(collector.headers()).toMatchObject({ authorization: 'Basic abc=', 'x-tenant': '1' })
})

test('a collector that is away holds up nothing and throws nothing', async () => {
  const tracing = await startTracing({ endpoint: 'http://127.0.0.1:9', headers: {}, ratio: 1 }, who)
  tracing.tracer?.startSpan('lost').end()
  await expect(tracing[Symbol.asyncDispose]()).resolves.toBeUndefined()
})

test('at the edge a caller cannot have its trace recorded', async () => {
  const { ROOT_CONTEXT, trace } = await import('@opentelemetry/api')
  const asked = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    traceFlags: 1,
    isRemote: true,
  })
  const none = { endpoint: 'http://127.0.0.1:9', headers: {}, ratio: 0 }
  await using edge = await startTracing(none, { ...who, edge: true })
  await using inside = await startTracing(none, who)
  expect(edge.tracer?.startSpan('x', {}, asked).isRecording()).toBe(false)
  const span = inside.tracer?.startSpan('x', {}, asked)
  expect(span?.isRecording()).toBe(true)
})

test.each(['', '1.5', '-1', 'all', '0x1', '1e-3'])('%j of all traces is not a share', (value) => {
  const parse = () => parseSettings(Settings, { NATS_URL, OTEL_TRACES_SAMPLER_ARG: value })
  if (value === '') expect(parse().OTEL_TRACES_SAMPLER_ARG).toBe(1)
  else expect(parse).toThrow('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1')
})

test.each([
  ['0', 0],
  ['1', 1],
  ['1.0', 1],
  ['0.25', 0.25],
  ['.05', 0.05],
])('%s of all traces is a share', (value, share) => {
  expect(parseSettings(Settings, { NATS_URL, OTEL_TRACES_SAMPLER_ARG: value }).OTEL_TRACES_SAMPLER_ARG).toBe(
    share,
  )
})
