import type { Chart } from '../plots/svg.ts'
import type { Summary } from './summary.ts'

/** By file name. */
export function toCharts({
  cost = [],
  queueing = [],
  fairness = [],
  fanOut = [],
}: Summary): Record<string, Chart> {
  const executors = { label: 'simulated executors', logarithmic: true }
  const utilisations = [...new Set(queueing.map(({ utilisation }) => utilisation))]
  const queueLines = utilisations.flatMap((utilisation) => {
    const rows = queueing.filter((row) => row.utilisation === utilisation)
    const busy = `${Math.round(utilisation * 100)} % busy`
    return [
      { name: busy, points: rows.map((row) => [row.executors, row.meanMs] as const) },
      {
        name: `${busy}, calculated`,
        dashed: true,
        points: rows.map((row) => [row.executors, row.expectedMeanMs] as const),
      },
    ]
  })
  return {
    'messages-per-execution': {
      title: 'Messages at the NATS server per execution',
      x: executors,
      y: { label: 'messages' },
      lines: [{ name: 'messages', points: cost.map((row) => [row.executors, row.messages]) }],
    },
    'cpu-per-execution': {
      title: 'Processor time per execution, least of the rounds',
      x: executors,
      y: { label: 'ms' },
      lines: [
        { name: 'NATS server', points: cost.map((row) => [row.executors, row.natsCpuMs.least]) },
        { name: 'executors', points: cost.map((row) => [row.executors, row.executorCpuMs.least]) },
        { name: 'gateway', points: cost.map((row) => [row.executors, row.gatewayCpuMs.least]) },
        { name: 'consumers of ends', points: cost.map((row) => [row.executors, row.consumersCpuMs.least]) },
      ],
    },
    'queueing-delay': {
      title: 'Mean wait in the queue, 50 executions/s, 4 workers each',
      x: executors,
      y: { label: 'ms', logarithmic: true },
      lines: queueLines,
    },
    fairness: {
      title: 'Shares of full lanes over what their weights ask for',
      x: executors,
      y: { label: 'share ÷ due', upTo: 1.2 },
      lines: (fairness[0]?.lanes ?? []).map(({ lane }) => ({
        name: lane,
        points: fairness.map((row) => {
          const found = row.lanes.find((one) => one.lane === lane)
          return [row.executors, found ? found.share / found.due : Number.NaN] as const
        }),
      })),
    },
    'fan-out': {
      title: 'Processor time per execution by watchers, least of the rounds',
      x: { label: 'watchers of each execution' },
      y: { label: 'ms' },
      lines: [
        { name: 'NATS server', points: fanOut.map((row) => [row.watchers, row.natsCpuMs.least]) },
        { name: 'gateway', points: fanOut.map((row) => [row.watchers, row.gatewayCpuMs.least]) },
      ],
    },
  }
}
