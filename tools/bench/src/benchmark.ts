import { measureAdmission } from './admission.ts'
import type { Arguments } from './arguments.ts'
import { measureCosts } from './costs.ts'
import { DOCKER_RUN, FLOOR, measureLatency, US } from './latency.ts'
import { measureMesh, RAW, TYPED } from './mesh.ts'
import { describeMachine, type Ratios, type Report } from './report.ts'
import { openSetting } from './setting.ts'
import { CALLERS, measureThroughput, RAW_API } from './throughput.ts'

/** Everything, in one run on one stack, so that what is compared met the same machine. */
export async function runBenchmark(
  env: Readonly<Record<string, string>>,
  options: Pick<Arguments, 'rounds' | 'runs'>,
  say: (line: string) => void,
): Promise<Report> {
  await using setting = await openSetting(env, say)
  const costs = await measureCosts(setting)
  const mesh = await measureMesh(setting.natsUrl, say)
  const { natsUrl, gateway } = setting
  const admission = await measureAdmission({ natsUrl, apiKey: gateway.apiKey }, say)
  const latency = await measureLatency(setting, options.rounds, say)
  const throughput = await measureThroughput(setting, options.runs, say)
  const figures = { latency, throughput, mesh }
  return {
    machine: describeMachine(),
    measuredAt: new Date().toISOString(),
    ...figures,
    admission,
    costs,
    ratios: toRatios(figures),
  }
}

function toRatios({ latency, throughput, mesh }: Pick<Report, 'latency' | 'throughput' | 'mesh'>): Ratios {
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
    meshOverRawNats: find(mesh, TYPED).latency.p50 / find(mesh, RAW).latency.p50,
    meshThroughputOverRawNats: find(mesh, TYPED).perSecond / find(mesh, RAW).perSecond,
  }
}

function find<T extends { name: string }>(rows: ReadonlyArray<T>, name: string): T {
  const row = rows.find((candidate) => candidate.name === name)
  if (row === undefined) throw new Error(`nothing was measured as "${name}"`)
  return row
}
