import { measurePoint, type Point } from './point.ts'
import { costPoint, fairPoint, fanOutPoint, measureSeries, queuePoint, type Scale } from './series.ts'
import { type QueueSetting, type Summary, toCostRow, toFairRow, toFanOutRow, toQueueRow } from './summary.ts'

type Say = (line: string) => void

export const SERIES = ['cost', 'queueing', 'fairness', 'fanOut'] as const
export type Series = (typeof SERIES)[number]

/** Series of the simulation, one after the other. Those that are not wanted are left out. */
export async function simulate(
  scale: Scale,
  wanted: ReadonlyArray<Series>,
  say: Say,
): Promise<Partial<Summary>> {
  const { windowMs } = scale
  const measure: Record<Series, () => Promise<Partial<Summary>>> = {
    async cost() {
      // Once before, for files that are read for the first time.
      await measurePoint({ ...costPoint(1, 2_000), warmUpMs: 2_000 })
      const points = await measureSeries(
        scale.executors,
        (at) => costPoint(at, 2 * windowMs),
        report('executors'),
      )
      return { cost: points.map(toCostRow) }
    },
    async queueing() {
      const settings: QueueSetting[] = scale.queueExecutors.flatMap((executors) =>
        scale.utilisations.map((utilisation) => ({ executors, utilisation })),
      )
      const toOptions = ({ executors, utilisation }: QueueSetting) =>
        queuePoint(executors, utilisation, 2 * windowMs)
      const points = await measureSeries(settings, toOptions, { ...report('queueing'), rounds: 1 })
      return { queueing: points.map(toQueueRow) }
    },
    async fairness() {
      const toOptions = (at: number) => fairPoint(at, windowMs)
      const points = await measureSeries(scale.fairExecutors, toOptions, { ...report('fairness'), rounds: 1 })
      return { fairness: points.map(toFairRow) }
    },
    async fanOut() {
      const points = await measureSeries(
        scale.watchers,
        (at) => fanOutPoint(at, windowMs),
        report('watchers'),
      )
      return { fanOut: points.map(toFanOutRow) }
    },
  }
  const report = (what: string) => ({ rounds: scale.rounds, say: createReport(what, say) })
  const parts: Partial<Summary>[] = []
  for (const series of SERIES) if (wanted.includes(series)) parts.push(await measure[series]())
  return Object.assign({}, ...parts)
}

function createReport(what: string, say: Say): (setting: unknown, point: Point) => void {
  return (setting, point) => {
    const cpu = `NATS ${Math.round(point.natsCpuMs / point.seconds / 10)} % of a processor`
    const { failures = 0 } = point.counts
    const told = `${point.finished} finished, ${failures} failures, ${cpu}, load ${point.loadAverage.toFixed(1)}`
    say(`${what} ${JSON.stringify(setting)}: ${told}`)
  }
}
