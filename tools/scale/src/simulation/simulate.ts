import { measurePoint, type Point } from './point.ts'
import { costPoint, fairPoint, fanOutPoint, measureSeries, queuePoint, type Scale } from './series.ts'
import { type QueueSetting, type Summary, toCostRow, toFairRow, toFanOutRow, toQueueRow } from './summary.ts'

type Say = (line: string) => void

/** Every series of the simulation, one after the other. */
export async function simulate(scale: Scale, say: Say): Promise<Summary & { loadAverages: number[] }> {
  const { rounds, windowMs } = scale
  const loadAverages: number[] = []
  const saying = (what: string) => ({
    rounds,
    say(setting: unknown, point: Point) {
      loadAverages.push(point.loadAverage)
      const cpu = `NATS ${Math.round(point.natsCpuMs / point.seconds / 10)} % of a processor`
      const { failures = 0 } = point.counts
      const told = `${point.finished} finished, ${failures} failures, ${cpu}, load ${point.loadAverage.toFixed(1)}`
      say(`${what} ${JSON.stringify(setting)}: ${told}`)
    },
  })
  await measurePoint(costPoint(1, 2_000))
  const cost = await measureSeries(scale.executors, (at) => costPoint(at, windowMs), saying('executors'))
  const settings: QueueSetting[] = scale.queueExecutors.flatMap((executors) =>
    scale.utilisations.map((utilisation) => ({ executors, utilisation })),
  )
  const queueing = await measureSeries(
    settings,
    ({ executors, utilisation }) => queuePoint(executors, utilisation, 2 * windowMs),
    { ...saying('queueing'), rounds: 1 },
  )
  const fair = await measureSeries(scale.fairExecutors, (at) => fairPoint(at, windowMs), {
    ...saying('fairness'),
    rounds: 1,
  })
  const fanOut = await measureSeries(scale.watchers, (at) => fanOutPoint(at, windowMs), saying('watchers'))
  return {
    cost: cost.map(toCostRow),
    queueing: queueing.map(toQueueRow),
    fairness: fair.map(toFairRow),
    fanOut: fanOut.map(toFanOutRow),
    loadAverages,
  }
}
