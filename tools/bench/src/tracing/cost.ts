import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStack } from '@runhive/stack/stack'
import { interleave } from '../interleave.ts'
import { type Summary, summarize } from '../statistics.ts'
import { type GatewayOptions, throughRest } from '../ways/gateway.ts'
import { openCollector } from './collector.ts'
import { untilIdle } from './traced-run.ts'

export interface TracingResults {
  /** One hello at a time, milliseconds: on a stack without traces, and on one that records and sends every span. */
  readonly off: Summary
  readonly on: Summary
  readonly spansPerRun: number
}

const ROUNDS = 20
const WARM_UP = 4
/** Calls in a row, from warm cells. */
const REPEAT = 3

/** What traces cost: two stacks that differ in nothing else, asked in turn. */
export async function measureTracing(
  own: { readonly env: Readonly<Record<string, string>>; readonly gateway: GatewayOptions },
  say: (line: string) => void,
): Promise<TracingResults> {
  await using opened = new AsyncDisposableStack()
  const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-bench-tracing-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const collector = opened.use(await openCollector())
  say('tracing: starting a second stack, which traces everything …')
  const env = { ...own.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1' }
  const stack = opened.use(await startStack({ stateDir, env }))
  const traced = { url: stack.url, apiKey: await stack.createKey('bench') }
  const samples = await interleave(
    [
      { name: 'off', measure: throughRest(own.gateway) },
      { name: 'on', measure: throughRest(traced) },
    ],
    {
      rounds: ROUNDS,
      warmUp: WARM_UP,
      repeat: REPEAT,
      settle: async () => void (await Promise.all([untilIdle(own.gateway), untilIdle(traced)])),
      onRound: (round) => say(`tracing: round ${round + 1} of ${ROUNDS + WARM_UP}`),
    },
  )
  // What waits for its program is no cost of ours: without it the ratio says more.
  const overhead = (name: string) =>
    summarize((samples.get(name) ?? []).map(({ ms, programMs = 0 }) => ms - programMs))
  const runs = new Set(
    collector.spans.filter(({ name }) => name === 'execution').map(({ traceId }) => traceId),
  )
  const spansPerRun = collector.spans.filter(({ traceId }) => runs.has(traceId)).length / runs.size
  return { off: overhead('off'), on: overhead('on'), spansPerRun }
}
