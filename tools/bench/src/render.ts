import { meets, type Ratios, type Report, TARGETS } from './report.ts'
import { renderServices } from './services/render.ts'
import { fixed, table } from './table.ts'

/** The tables of what was measured, as Markdown. */
export function renderReport(report: Report): string {
  const { machine, services, tracing, streaming, tests, fairness } = report
  return [
    `${machine.cpus} × ${machine.model}, ${machine.memoryGiB} GiB, Linux ${machine.kernel}`,
    ...(services ? [renderServices(services)] : []),
    ...renderCore(report),
    ...(tracing ? [renderTracing(tracing)] : []),
    ...(streaming ? [renderStreaming(streaming)] : []),
    ...(tests ? [renderTests(tests)] : []),
    ...(fairness ? [renderFairness(fairness)] : []),
    ...(Object.keys(report.ratios).length > 0 ? [renderRatios(report.ratios)] : []),
  ].join('\n\n')
}

function renderCore(report: Report): string[] {
  return [
    renderLatency(report),
    ...(report.throughput
      ? [
          table(
            ['sustained past the warm pool', 'callers', 'runs/s'],
            report.throughput.map(({ name, concurrency, perSecond }) => [
              name,
              String(concurrency),
              fixed(perSecond),
            ]),
          ),
        ]
      : []),
    renderBurst(report),
    renderMesh(report),
    renderAdmission(report),
    ...(report.costs
      ? [
          table(
            ['cost', 'value'],
            report.costs.map(({ name, value, unit }) => [name, `${fixed(value)} ${unit}`]),
          ),
        ]
      : []),
  ].filter((text) => text !== '')
}

function renderTracing({ on, off, spansPerRun }: NonNullable<Report['tracing']>): string {
  return table(
    ['Python hello without the program’s own time, one at a time', 'p50 ms', 'p95 ms', '× off'],
    [
      ['traces off', fixed(off.p50), fixed(off.p95), '1.00'],
      [
        `every trace recorded (${fixed(spansPerRun)} spans a run)`,
        fixed(on.p50),
        fixed(on.p95),
        fixed(on.p50 / off.p50),
      ],
    ],
  )
}

function renderLatency({ latency }: Report): string {
  if (!latency) return ''
  const base = latency[0]?.client.p50 ?? Number.NaN
  return table(
    ['Python hello, one at a time', 'p50 ms', 'p95 ms', '× Runhive', 'overhead p50 ms', 'p95 ms'],
    latency.map(({ name, client, overhead }) => [
      name,
      fixed(client.p50),
      fixed(client.p95),
      fixed(client.p50 / base),
      overhead ? fixed(overhead.p50) : '–',
      overhead ? fixed(overhead.p95) : '–',
    ]),
  )
}

function renderBurst({ burst }: Report): string {
  if (!burst) return ''
  return table(
    [`${burst.size} hellos at once, as many as there are warm cells`, 'runs/s'],
    [
      ['Runhive, tRPC', fixed(burst.us)],
      ['in containers that are running already', fixed(burst.bare)],
    ],
  )
}

function renderMesh({ mesh }: Report): string {
  if (!mesh) return ''
  return table(
    ['mesh', 'p50 ms', 'p95 ms', 'calls/s, 64 in flight'],
    mesh.map(({ name, latency, perSecond }) => [
      name,
      latency.p50.toFixed(3),
      latency.p95.toFixed(3),
      perSecond.toFixed(0),
    ]),
  )
}

function renderAdmission({ admission }: Report): string {
  if (!admission) return ''
  const { admissionP50Ms1, admissionP50Ms64, admissionsPerSecond } = admission
  return table(
    ['admission, one account', 'added p50 ms, 1 at a time', 'added p50 ms, 64 at once', 'requests/s'],
    [
      [
        'one auth process',
        admissionP50Ms1.toFixed(3),
        admissionP50Ms64.toFixed(3),
        admissionsPerSecond.toFixed(0),
      ],
    ],
  )
}

function renderStreaming({ mibPerSecond, firstByteMs, crowd }: NonNullable<Report['streaming']>): string {
  return table(
    ['a watcher on a WebSocket', 'value'],
    [
      ['output of a program that prints 8 MiB', `${fixed(mibPerSecond)} MiB/s`],
      ["from the program's write to the watcher's callback, p50", `${fixed(firstByteMs.p50)} ms`],
      ['the same, p95', `${fixed(firstByteMs.p95)} ms`],
      [`${crowd.watchers} watchers on one run: events delivered`, `${crowd.eventsPerSecond.toFixed(0)}/s`],
      [
        '… from the first line until all have `finished`',
        `${crowd.allFinishedMs.toFixed(0)} ms, of a run of ${crowd.runMs.toFixed(0)} ms`,
      ],
      ['… from the first `finished` to the last', `${crowd.spreadMs.toFixed(0)} ms`],
      ["… growth of the gateway's memory", `${crowd.gatewayGrowthMiB.toFixed(0)} MiB`],
    ],
  )
}

function renderTests(tests: NonNullable<Report['tests']>): string {
  const { cases, together, separate, hitP50Ms, missP50Ms } = tests
  return table(
    ['C++', 'ms', 'ratio'],
    [
      [`one submission with ${cases} tests`, together.toFixed(0), '1.00'],
      [`${cases} submissions, 16 at once`, separate.toFixed(0), fixed(separate / together)],
      ['compilation found in the cache, p50', fixed(hitP50Ms), '1.00'],
      ['not found, p50', fixed(missP50Ms), fixed(missP50Ms / hitP50Ms)],
    ],
  )
}

function renderFairness(fairness: NonNullable<Report['fairness']>): string {
  const { alone, behind, queuedBefore, queuedAfter, submittedPerSecond } = fairness
  const row = (name: string, { p50, p95, most }: typeof alone) => [name, ...[p50, p95, most].map(fixed)]
  return [
    table(
      ["a lone tenant's hello", 'p50 ms', 'p95 ms', 'most ms'],
      [
        row('nobody else there', alone),
        row(`behind another account's ${queuedBefore} queued, ${queuedAfter} at the end`, behind),
      ],
    ),
    `The burst was accepted at ${submittedPerSecond.toFixed(0)} a second.`,
  ].join('\n\n')
}

function renderRatios(ratios: Ratios): string {
  return table(
    ['ratio', 'measured', 'target', 'met'],
    Object.entries(TARGETS).flatMap(([key, target]) => {
      const value = ratios[key as keyof Ratios]
      if (value === undefined) return []
      return [[key, fixed(value), `${target.bound} ${target.value}`, meets(target, value) ? 'yes' : 'no']]
    }),
  )
}
