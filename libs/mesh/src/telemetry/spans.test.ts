import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { contract } from '@runhive/contracts/define'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { createMemoryMesh } from '../memory/mesh.ts'
import { createSpans, inSpan } from './spans.ts'

const outer = contract('outer', {
  ask: { input: z.void(), output: z.string(), refusals: {}, timeoutMs: 1_000 },
})
const inner = contract('inner', {
  answer: { input: z.void(), output: z.string(), refusals: { NO: z.object({}) }, timeoutMs: 1_000 },
})

function openTracer() {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  return { tracer: provider.getTracer('test'), spans: () => exporter.getFinishedSpans() }
}

test('a call within a call is one trace, each span under the one that made it', async () => {
  const { tracer, spans } = openTracer()
  await using mesh = createMemoryMesh({ tracer })
  await using _inner = await mesh.serve(inner, { answer: async () => 'yes' })
  await using _outer = await mesh.serve(outer, {
    ask: (_, call) => mesh.connect(inner).answer(undefined, call),
  })
  await mesh.connect(outer).ask(undefined)
  await expect.poll(spans).toHaveLength(4)
  const byId = new Map(spans().map((span) => [span.spanContext().spanId, span]))
  const chain: string[] = []
  let at = spans().find(({ name, kind }) => name === 'inner.answer' && kind === 1)
  while (at) {
    chain.push(`${at.name} ${at.kind === 1 ? 'answered' : 'called'}`)
    at = byId.get(at.parentSpanContext?.spanId ?? '')
  }
  expect(chain).toEqual([
    'inner.answer answered',
    'inner.answer called',
    'outer.ask answered',
    'outer.ask called',
  ])
})

test('a refusal is no failure, a defect is one, and neither tells what was said', async () => {
  const { tracer, spans } = openTracer()
  await using mesh = createMemoryMesh({ tracer })
  let defect = false
  await using _inner = await mesh.serve(inner, {
    answer: async (_, call) => {
      throw defect ? new Error('a secret') : call.refusal('NO', {})
    },
  })
  await mesh
    .connect(inner)
    .answer(undefined)
    .catch(() => undefined)
  defect = true
  await mesh
    .connect(inner)
    .answer(undefined)
    .catch(() => undefined)
  const seen = spans().map(({ attributes, status, events }) => ({
    code: attributes['runhive.code'],
    status: status.code,
    said: [status.message, ...events],
  }))
  expect(seen.filter(({ code }) => code === 'NO').map(({ status }) => status)).toEqual([0, 0])
  expect(seen.filter(({ code }) => code === 'INTERNAL').map(({ status }) => status)).toEqual([2, 2])
  expect(seen.flatMap(({ said }) => said.filter((text) => text !== undefined))).toEqual([])
})

test('without spans the work is done under the parent', async () => {
  const parent = `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`
  expect(await inSpan(undefined, 'x', { parent }, async (traceparent) => traceparent)).toBe(parent)
})

test('a trace that is not recorded goes on as such', async () => {
  const { AlwaysOffSampler } = await import('@opentelemetry/sdk-trace')
  const provider = new TracerProvider({ sampler: new AlwaysOffSampler() })
  const span = createSpans(provider.getTracer('test')).start('x')
  expect(span.traceparent).toMatch(/-00$/)
})
