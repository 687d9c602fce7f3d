import { fixed, table } from '../table.ts'
import type { LeastAndMedian, Summary } from './summary.ts'

const pair = ({ least, median }: LeastAndMedian) => `${fixed(least)} / ${fixed(median)}`

/** The tables of the simulation, as Markdown. */
export function renderSummary(summary: Summary): string {
  return [renderCost, renderQueueing, renderFairness, renderFanOut]
    .map((render) => render(summary))
    .join('\n\n')
}

function renderCost({ cost = [] }: Summary): string {
  return table(
    [
      'simulated executors',
      'executions/s',
      'all at work after s',
      'NATS messages per execution',
      'NATS CPU ms, least / median',
      'executors’ CPU ms',
      'gateway’s CPU ms',
      'consumers’ CPU ms',
      'wait p50 ms',
      'p99 ms',
      'redelivered',
      'load average',
    ],
    cost.map((row) => [
      String(row.executors),
      fixed(row.executionsPerSecond, 1),
      fixed(row.beganAfterS, 0),
      fixed(row.messages, 1),
      ...[row.natsCpuMs, row.executorCpuMs, row.gatewayCpuMs, row.consumersCpuMs].map(pair),
      fixed(row.waitMs.p50, 1),
      fixed(row.waitMs.p99, 1),
      String(row.redelivered),
      fixed(row.loadAverage, 0),
    ]),
  )
}

function renderQueueing({ queueing = [] }: Summary): string {
  return table(
    [
      'executors × workers',
      'busy',
      'mean wait ms',
      'one perfect queue would have, ms (calculated)',
      'p50 ms',
      'p99 ms',
    ],
    queueing.map((row) => [
      `${row.executors} × 4`,
      `${Math.round(row.utilisation * 100)} %`,
      ...[row.meanMs, row.expectedMeanMs, row.p50Ms, row.p99Ms].map((value) => fixed(value, 1)),
    ]),
  )
}

function renderFairness({ fairness = [] }: Summary): string {
  return table(
    [
      'executors, all lanes full',
      'taken',
      ...(fairness[0]?.lanes.map(({ lane }) => `${lane} %`) ?? []),
      'Jain’s index',
    ],
    [
      ['due', '', ...(fairness[0]?.lanes.map(({ due }) => fixed(100 * due, 1)) ?? []), '1.000'],
      ...fairness.map((row) => [
        String(row.executors),
        String(row.taken),
        ...row.lanes.map(({ share }) => fixed(100 * share, 1)),
        fixed(row.index, 3),
      ]),
    ],
  )
}

function renderFanOut({ fanOut = [] }: Summary): string {
  return table(
    [
      'watchers of each execution',
      'events delivered per execution',
      'NATS messages per execution',
      'NATS CPU ms, least / median',
      'gateway’s CPU ms',
      'delay p50 ms',
      'p99 ms',
    ],
    fanOut.map((row) => [
      String(row.watchers),
      fixed(row.eventsPerExecution, 1),
      fixed(row.messages, 1),
      pair(row.natsCpuMs),
      pair(row.gatewayCpuMs),
      fixed(row.delayP50Ms, 1),
      fixed(row.delayP99Ms, 1),
    ]),
  )
}
