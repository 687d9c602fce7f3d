import { endTimes, interleave, type Sample, type Variant } from '../interleave.ts'
import type { CoreResults } from '../report.ts'
import type { Setting } from '../setting.ts'
import { summarize } from '../statistics.ts'
import { dockerApi, openRunningContainer } from '../ways/docker-api.ts'
import { dockerRun } from '../ways/docker-run.ts'
import { throughClient, throughRest } from '../ways/gateway.ts'

export const US = 'Runhive, tRPC'
export const FLOOR = 'a running container (the floor)'
export const DOCKER_RUN = 'docker run --rm, same hardening'

const WARM_UP = 3
/** Calls in a row, each after the answer to the one before: fewer than there are warm cells. */
const IN_A_ROW = 3
/**
 * Runs through the service before anything counts: a service that has just started runs code no engine has compiled
 * yet.
 */
const SERVICE_WARM_UP = 80
const WARM_UP_CALLERS = 4

/** Python's hello, one at a time, every way in turn. */
export async function measureLatency(
  setting: Setting,
  rounds: number,
  say: (line: string) => void,
): Promise<CoreResults['latency']> {
  const [client, rest] = [throughClient(setting.gateway), throughRest(setting.gateway)]
  for (const way of [client, rest]) await endTimes(SERVICE_WARM_UP, WARM_UP_CALLERS, way)
  say('latency: the service is warm')
  await using running = await openRunningContainer(setting.docker)
  const variants: Variant[] = [
    { name: US, measure: client },
    { name: 'Runhive, REST', measure: rest },
    { name: FLOOR, measure: timed(() => running.run()) },
    { name: 'Docker API: create, attach, start, remove', measure: timed(() => dockerApi(setting.docker)) },
    { name: DOCKER_RUN, measure: timed(() => dockerRun(setting.dockerRun)) },
  ]
  const samples = await interleave(variants, {
    rounds,
    warmUp: WARM_UP,
    repeat: IN_A_ROW,
    settle: async () => void (await setting.settle()),
    onRound: (round) => {
      if ((round + 1) % 10 === 0) say(`latency: ${round + 1} of ${rounds + WARM_UP} rounds`)
    },
  })
  return [...samples].map(([name, taken]) => {
    const client = summarize(taken.map(({ ms }) => ms))
    const overheads = taken.flatMap(({ ms, programMs }) => (programMs === undefined ? [] : [ms - programMs]))
    return overheads.length > 0 ? { name, client, overhead: summarize(overheads) } : { name, client }
  })
}

function timed(work: () => Promise<void>): () => Promise<Sample> {
  return async () => {
    const start = performance.now()
    await work()
    return { ms: performance.now() - start }
  }
}
