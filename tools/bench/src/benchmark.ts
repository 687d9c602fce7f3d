import type { Arguments } from './arguments.ts'
import { measureAdmission } from './measurements/admission.ts'
import { measureTests } from './measurements/batch.ts'
import { measureBurst } from './measurements/burst.ts'
import { measureCosts } from './measurements/costs.ts'
import { measureFairness } from './measurements/fairness.ts'
import { DOCKER_RUN, FLOOR, measureLatency, US } from './measurements/latency.ts'
import { measureMesh, RAW, TYPED } from './measurements/mesh.ts'
import { measureStreaming } from './measurements/streaming.ts'
import { CALLERS, measureThroughput, RAW_API } from './measurements/throughput.ts'
import { PARTS } from './parts.ts'
import { type CoreResults, describeMachine, type Ratios, type Report } from './report.ts'
import { measureServices } from './services/measure.ts'
import { openSetting, type Setting } from './setting.ts'
import { measureTracing } from './tracing/cost.ts'

type Options = Pick<Arguments, 'rounds' | 'runs' | 'parts' | 'executions' | 'against'>
type Say = (line: string) => void

type Env = Readonly<Record<string, string>>

/** What was asked for, in one run, so that what is compared met the same machine. */
export async function runBenchmark(env: Env, options: Options, say: Say): Promise<Report> {
  const { parts } = options
  const services = parts.has('services') ? await measureServices(env, options, say) : undefined
  const others = [...parts].some((part) => part !== 'services') ? await measureOthers(env, options, say) : {}
  return {
    machine: describeMachine(),
    measuredAt: new Date().toISOString(),
    parts: PARTS.filter((part) => parts.has(part)),
    ...(services && { services }),
    ratios: {},
    ...others,
  }
}

/** All on one stack. */
async function measureOthers(env: Env, options: Options, say: Say): Promise<Partial<Report>> {
  const { parts } = options
  await using setting = await openSetting(env, say)
  const core = parts.has('core') ? await measureCore(setting, options, say) : undefined
  const tracing = parts.has('tracing')
    ? await measureTracing({ env, gateway: setting.gateway }, say)
    : undefined
  const streaming = parts.has('streaming') ? await measureStreaming(setting, say) : undefined
  const tests = parts.has('tests') ? await measureTests(setting, say) : undefined
  const fairness = parts.has('fairness') ? await measureFairness(setting, say) : undefined
  return {
    ...core,
    ...(tracing && { tracing }),
    ...(streaming && { streaming }),
    ...(tests && { tests }),
    ...(fairness && { fairness }),
    ratios: {
      ...(core && toCoreRatios(core)),
      ...(streaming && { firstByteP50Ms: streaming.firstByteMs.p50 }),
      ...(tests && { batchOver100: tests.separate / tests.together }),
    },
  }
}

async function measureCore(setting: Setting, { rounds, runs }: Options, say: Say): Promise<CoreResults> {
  const { natsUrl, gateway } = setting
  const costs = await measureCosts(setting)
  const mesh = await measureMesh(natsUrl, say)
  const admission = await measureAdmission({ natsUrl, apiKey: gateway.apiKey }, say)
  const latency = await measureLatency(setting, rounds, say)
  const burst = await measureBurst(setting, say)
  const throughput = await measureThroughput(setting, runs, say)
  return { latency, throughput, burst, mesh, admission, costs }
}

function toCoreRatios({ latency, throughput, burst, mesh }: CoreResults): Ratios {
  const way = find(latency, US)
  const most = Math.max(...CALLERS)
  const rate = (name: string) =>
    find(
      throughput.filter((row) => row.concurrency === most),
      name,
    ).perSecond
  return {
    overheadP50Ms: way.overhead?.p50 ?? Number.NaN,
    usOverFloor: way.client.p50 / find(latency, FLOOR).client.p50,
    dockerRunOverUs: find(latency, DOCKER_RUN).client.p50 / way.client.p50,
    sustainedOverDockerRun: rate(US) / rate(DOCKER_RUN),
    sustainedOverRawApi: rate(US) / rate(RAW_API),
    burstRunsPerSecond: burst.us / burst.bare,
    meshOverRawNats: find(mesh, TYPED).latency.p50 / find(mesh, RAW).latency.p50,
    meshThroughputOverRawNats: find(mesh, TYPED).perSecond / find(mesh, RAW).perSecond,
  }
}

function find<T extends { name: string }>(rows: ReadonlyArray<T>, name: string): T {
  const row = rows.find((candidate) => candidate.name === name)
  if (row === undefined) throw new Error(`nothing was measured as "${name}"`)
  return row
}
