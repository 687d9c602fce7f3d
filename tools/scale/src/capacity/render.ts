import type { RatesResults } from '../rates/results.ts'
import type { Summary } from '../simulation/summary.ts'
import { fixed, table } from '../table.ts'
import { needFor, toMeasured } from './model.ts'

export const RATES = [10, 100, 1_000, 10_000, 100_000]

/** What ever more executions a second would need: calculated. */
export function renderCapacity(summary: Summary, rates: RatesResults): string {
  const measured = toMeasured(summary, rates)
  const needs = RATES.map((rate) => needFor(rate, measured))
  const row = (name: string, pick: (need: (typeof needs)[number]) => number, digits = 0) => [
    name,
    ...needs.map((need) => fixed(pick(need), digits)),
  ]
  return table(
    ['calculated, for executions a second of', ...RATES.map(String)],
    [
      row(
        `executor hosts like this one, ${measured.cellsPerSecond} cells/s each`,
        (need) => need.executorHosts,
      ),
      row('processors of gateways', (need) => need.gatewayCpus, 1),
      row('processors of auths', (need) => need.authCpus, 1),
      row('processors of NATS, one copy', (need) => need.natsCpus, 1),
      row('processors of histories', (need) => need.historyCpus, 1),
      row('processors of Postgres, auth’s and history’s', (need) => need.postgresCpus, 1),
      row('NATS messages/s', (need) => need.messagesPerSecond),
      row('streams for what is stored, three copies', (need) => need.streams),
      row('history processes as they are', (need) => need.historyProcesses),
      row('the queue’s 10 000 items last, s', (need) => need.queueSeconds, 1),
      row('the log’s 1 GiB of events lasts, minutes', (need) => need.eventsMinutes, 2),
    ],
  )
}
