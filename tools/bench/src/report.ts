import { cpus, release, totalmem } from 'node:os'
import type { Summary } from './statistics.ts'

/** A target of the project: the figure must be at most, or at least, this. */
export interface Target {
  readonly bound: 'at most' | 'at least'
  readonly value: number
}

export const TARGETS = {
  overheadP50Ms: { bound: 'at most', value: 5 },
  usOverFloor: { bound: 'at most', value: 1.5 },
  dockerRunOverUs: { bound: 'at least', value: 12 },
  sustainedOverDockerRun: { bound: 'at least', value: 2 },
  sustainedOverRawApi: { bound: 'at least', value: 0.8 },
  meshOverRawNats: { bound: 'at most', value: 1.6 },
  meshThroughputOverRawNats: { bound: 'at least', value: 0.5 },
} as const satisfies Record<string, Target>

export type Ratios = Record<keyof typeof TARGETS, number>

export interface Report {
  readonly machine: {
    readonly cpus: number
    readonly model: string
    readonly memoryGiB: number
    readonly kernel: string
  }
  readonly measuredAt: string
  readonly latency: ReadonlyArray<{ name: string; client: Summary; overhead?: Summary }>
  readonly throughput: ReadonlyArray<{ name: string; concurrency: number; perSecond: number }>
  readonly mesh: ReadonlyArray<{ name: string; latency: Summary; perSecond: number }>
  readonly admission: {
    /** What admission adds to a bare call, median, milliseconds: one request at a time, and 64 at once. */
    readonly admissionP50Ms1: number
    readonly admissionP50Ms64: number
    /** Requests a second that one auth process admits, 64 at once. */
    readonly admissionsPerSecond: number
  }
  readonly costs: ReadonlyArray<{ name: string; value: number; unit: string }>
  readonly ratios: Ratios
}

export function describeMachine(): Report['machine'] {
  const [first] = cpus()
  return {
    cpus: cpus().length,
    model: first?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
  }
}

export function meets(target: Target, value: number): boolean {
  return target.bound === 'at most' ? value <= target.value : value >= target.value
}

/** The table of the README, as Markdown. */
export function renderReport(report: Report): string {
  const base = report.latency[0]?.client.p50 ?? Number.NaN
  return [
    `${report.machine.cpus} × ${report.machine.model}, ${report.machine.memoryGiB} GiB, Linux ${report.machine.kernel}`,
    table(
      ['Python hello, one at a time', 'p50 ms', 'p95 ms', '× Runhive', 'overhead p50 ms', 'p95 ms'],
      report.latency.map(({ name, client, overhead }) => [
        name,
        fixed(client.p50),
        fixed(client.p95),
        fixed(client.p50 / base),
        overhead ? fixed(overhead.p50) : '–',
        overhead ? fixed(overhead.p95) : '–',
      ]),
    ),
    table(
      ['sustained past the warm pool', 'callers', 'runs/s'],
      report.throughput.map(({ name, concurrency, perSecond }) => [
        name,
        String(concurrency),
        fixed(perSecond),
      ]),
    ),
    table(
      ['mesh', 'p50 ms', 'p95 ms', 'calls/s, 64 in flight'],
      report.mesh.map(({ name, latency, perSecond }) => [
        name,
        latency.p50.toFixed(3),
        latency.p95.toFixed(3),
        perSecond.toFixed(0),
      ]),
    ),
    table(
      ['admission, one account', 'added p50 ms, 1 at a time', 'added p50 ms, 64 at once', 'requests/s'],
      [
        [
          'one auth process',
          report.admission.admissionP50Ms1.toFixed(3),
          report.admission.admissionP50Ms64.toFixed(3),
          report.admission.admissionsPerSecond.toFixed(0),
        ],
      ],
    ),
    table(
      ['cost', 'value'],
      report.costs.map(({ name, value, unit }) => [name, `${fixed(value)} ${unit}`]),
    ),
    table(
      ['ratio', 'measured', 'target', 'met'],
      Object.entries(TARGETS).map(([key, target]) => {
        const value = report.ratios[key as keyof Ratios]
        return [key, fixed(value), `${target.bound} ${target.value}`, meets(target, value) ? 'yes' : 'no']
      }),
    ),
  ].join('\n\n')
}

const fixed = (value: number) => value.toFixed(2)

function table(head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string {
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
