import { type AttackName, findAttack } from './attacks.ts'
import type { EdgeResult, Recovery } from './edge-result.ts'
import { judge, type Verdict } from './judge.ts'
import type { Latency } from './latency.ts'
import type { Report } from './tally.ts'

const MIB = 1024 * 1024

/** The result of one round as text. */
export function renderEdge(result: EdgeResult): string {
  const verdicts = judge(result)
  const missed = verdicts.filter(({ kept }) => !kept).length
  const names = [...result.attackers.keys()]
  const title = names.length === 1 ? names[0] : `${names.length} attacks at once`
  const verdict = missed === 0 ? 'passed' : `MISSED ${missed} of ${verdicts.length}`
  return [
    `edge, ${title}, ${result.seconds.toFixed(0)} s: ${verdict}`,
    ...[...result.attackers].flatMap(([name, report]) => renderAttacker(name, report, result.seconds)),
    ...renderHonest(result),
    ...renderGateway(result),
    ...verdicts.map(renderVerdict),
  ].join('\n')
}

function renderAttacker(name: AttackName, report: Report, seconds: number): string[] {
  const { open, most, ended } = report.connections
  const done = list(report.done, (count) => `${count} (${(count / seconds).toFixed(0)}/s)`)
  const connections = `${most} at most, ${open} at the end, ${ended} ended by the gateway`
  return [
    `  ${name}: ${findAttack(name).title}`,
    `    did: ${done}; connections: ${connections}; ${percent(report.cpuSeconds / seconds)} of a processor`,
    `    was told: ${list(report.answers, String)}`,
  ]
}

function renderHonest({ honest }: EdgeResult): string[] {
  const show = ({ count, failed, p50, p95 }: Latency) =>
    `${toMs(p50)} / ${toMs(p95)} (${count}${failed > 0 ? `, ${failed} failed` : ''})`
  const rows = honest.map(({ name, quiet, during, after, failures }) => {
    const reasons = list(failures, (count) => `${count} times`, '')
    return [name, show(quiet), show(during), show(after), reasons]
  })
  return toTable([['honest, ms', 'quiet p50 / p95 (calls)', 'during', 'after', ''], ...rows])
}

/** Columns as wide as what is in them. */
function toTable(rows: ReadonlyArray<ReadonlyArray<string>>): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0)) + 2
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widthOf(column))).join('')}`.trimEnd())
}

function renderGateway({ memory, descriptors, leases, queued, processors, answers }: EdgeResult): string[] {
  const show = ({ quiet, peak, after }: Recovery, unit = 1) =>
    [`${quiet / unit}`, `${peak / unit}`, `${after / unit}`]
      .map((text) => Math.round(Number(text)))
      .join(' → ')
  const held = leases
    ? `; slots held by callers that left: ${leases.peak} → ${leases.after} (${queued} in the queue)`
    : ''
  const { quiet, gateway, attackers, everybody, waited } = processors
  const busy = [
    `gateway ${gateway.toFixed(2)} (quiet ${quiet.toFixed(2)})`,
    `attackers ${attackers.toFixed(2)}`,
    `the whole machine ${everybody.toFixed(2)}`,
  ]
  return [
    `  gateway, quiet → most → after: memory ${show(memory, MIB)} MiB, descriptors ${show(descriptors)}${held}`,
    `  processors busy: ${busy.join(', ')}`,
    `  the gateway waited for a processor ${percent(waited.during)} of the time (quiet ${percent(waited.quiet)})`,
    `  all answers read: ${list(answers, String)}`,
  ]
}

const renderVerdict = ({ promise, found, kept }: Verdict) =>
  `  ${kept ? 'kept  ' : 'MISSED'}  ${promise}: ${found}`

const toMs = (ms: number) => (Number.isFinite(ms) ? ms.toFixed(ms < 10 ? 1 : 0) : 'never')
const percent = (share: number) => `${(share * 100).toFixed(0)} %`

function list(
  counts: Readonly<Record<string, number>>,
  show: (count: number) => string,
  none = 'nothing',
): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  return sorted.map(([name, count]) => `${name} ${show(count)}`).join(', ') || none
}
