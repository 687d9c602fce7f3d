import { endTimes, sustainedPerSecond } from '../interleave.ts'
import type { CoreResults } from '../report.ts'
import type { Setting } from '../setting.ts'
import { dockerApi } from '../ways/docker-api.ts'
import { dockerRun } from '../ways/docker-run.ts'
import { throughClient } from '../ways/gateway.ts'
import { DOCKER_RUN, US } from './latency.ts'

export const RAW_API = 'a bare loop over the Docker API'
export const CALLERS = [4, 16] as const

interface Contender {
  readonly name: string
  readonly work: () => Promise<unknown>
  /** Runs that a head start makes quick, given the number of warm cells. */
  readonly headStart: (warm: number) => number
}

/**
 * Runs per second once the warm pool is used up, for several callers at once. Blocks of each way take turns, forwards
 * then backwards, and a way's result is the mean of its blocks.
 */
export async function measureThroughput(
  setting: Setting,
  runs: number,
  say: (line: string) => void,
): Promise<CoreResults['throughput']> {
  const none = () => 0
  const contenders: Contender[] = [
    { name: US, work: throughClient(setting.gateway), headStart: (warm) => warm },
    { name: RAW_API, work: () => dockerApi(setting.docker), headStart: none },
    { name: DOCKER_RUN, work: () => dockerRun(setting.dockerRun), headStart: none },
  ]
  const rows: { name: string; concurrency: number; perSecond: number }[] = []
  for (const concurrency of CALLERS) {
    const blocks = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
    for (const { name, work, headStart } of [...contenders, ...contenders.toReversed()]) {
      const warm = await setting.settle()
      // The first answer of every caller is start-up, not a rate.
      const skip = headStart(warm) + concurrency
      const ends = await endTimes(skip + runs, concurrency, work)
      const perSecond = sustainedPerSecond(ends, skip)
      blocks.get(name)?.push(perSecond)
      say(`throughput: ${name}, ${concurrency} callers: ${perSecond.toFixed(1)} runs/s`)
    }
    for (const [name, taken] of blocks) {
      rows.push({ name, concurrency, perSecond: taken.reduce((sum, value) => sum + value, 0) / taken.length })
    }
  }
  return rows
}
