import { fixed, table } from '../table.ts'
import type { RatesResults } from './results.ts'

export function renderRates({ streams, gateway, history }: RatesResults): string {
  return [
    table(
      [
        'JetStream, file storage, 500 bytes, 256 in flight',
        'messages/s, median',
        'best',
        'CPU of all servers, µs per message',
      ],
      streams.map((row) => [
        `${row.servers === 1 ? 'one server, one copy' : 'three servers, three copies'}, ${row.streams} stream${row.streams === 1 ? '' : 's'}`,
        fixed(row.perSecond.median, 0),
        fixed(row.perSecond.best, 0),
        fixed(1_000 * row.natsCpuMs, 0),
      ]),
    ),
    table(
      [`${gateway.requests} requests over HTTP that wait for their result, 32 at once`, 'value'],
      [
        ['requests/s, all on this machine', fixed(gateway.perSecond, 0)],
        ...Object.entries(gateway.cpuMs).map(([part, ms]) => [`CPU of ${part}, ms per request`, fixed(ms)]),
      ],
    ),
    table(
      ['history, one process', 'value'],
      [
        ['ends written to Postgres a second', fixed(history.perSecond, 0)],
        ['CPU of history, ms per end', fixed(history.historyCpuMs)],
        ['CPU of Postgres, ms per end', fixed(history.postgresCpuMs)],
      ],
    ),
  ].join('\n\n')
}
