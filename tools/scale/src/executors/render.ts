import { fixed, table } from '../table.ts'
import type { ExecutorsResults } from './measure.ts'

export function renderExecutors({
  concurrency,
  sleepMs,
  one,
  two,
  ratio,
  loadAverages,
}: ExecutorsResults): string {
  const list = (rates: ReadonlyArray<number>) => rates.map((rate) => fixed(rate, 3)).join(', ')
  const ideal = (executors: number) => fixed((executors * concurrency * 1_000) / sleepMs, 3)
  return [
    table(
      [
        `programs that sleep ${sleepMs / 1_000} s, ${concurrency} at once on each executor`,
        'executions/s of each round',
        'with nothing but sleep',
      ],
      [
        ['one executor', list(one), ideal(1)],
        ['two executors on the same host', list(two), ideal(2)],
      ],
    ),
    `Two carry ${fixed(ratio)} times what one does (medians). Load averages: ${loadAverages.map((load) => fixed(load, 0)).join(', ')}.`,
  ].join('\n\n')
}
