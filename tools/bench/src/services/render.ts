import { fixed, table } from '../table.ts'
import { MESSAGE_KINDS, QUESTIONS } from './counts/message-kind.ts'
import { OWNERS } from './cpu/owners.ts'
import { total } from './per-execution.ts'
import type { ByName, Counts, ServicesResults, StackResults } from './results.ts'

/** The stacks that a table compares: this tree's, and another commit's if there is one. */
type Stacks = ReadonlyArray<StackResults>

const CELLS = { replaced: 'cells replaced', real: 'real cells' } as const

/** With another commit each value is followed by that commit's and by the ratio, in brackets. */
export function renderServices(results: ServicesResults): string {
  const [, other] = results.replaced
  const legend = other
    ? [`Each value is this tree's, then in brackets that of ${other.tree} and the ratio.`]
    : []
  const kinds = ['replaced', 'real'] as const
  const tables = kinds.flatMap((kind) => {
    const stacks = results[kind]
    return [
      renderCpu(stacks, CELLS[kind]),
      renderOverhead(stacks, CELLS[kind]),
      renderCounts(stacks, CELLS[kind]),
    ]
  })
  return [...legend, ...tables].join('\n\n')
}

function renderCpu(stacks: Stacks, cells: string): string {
  const loads = loadsOf(stacks)
  const row = (name: string, of: (values: ByName) => number) => [
    name,
    ...loads.map((_, at) => compare(stacks, ({ loads }) => of(loads[at]?.cpuMs ?? {}))),
    compare(stacks, ({ restMs }) => of(restMs)),
  ]
  return table(
    [`CPU ms per execution, net of rest, ${cells}`, ...loads, 'at rest, ms a second'],
    [...OWNERS.map((owner) => row(owner, (values) => values[owner] ?? 0)), row('together', total)],
  )
}

function renderOverhead(stacks: Stacks, cells: string): string {
  return table(
    [`overhead ms, ${cells}`, 'p25', 'p50', 'p95', 'executions'],
    (stacks[0]?.loads ?? []).map(({ load, executions }, at) => [
      load,
      ...(['p25', 'p50', 'p95'] as const).map((name) =>
        compare(stacks, ({ loads }) => loads[at]?.overheadMs[name] ?? Number.NaN),
      ),
      String(executions),
    ]),
  )
}

function renderCounts(stacks: Stacks, cells: string): string {
  const loads = loadsOf(stacks)
  const row = (name: string, of: (counts: Counts) => number) => [
    name,
    ...loads.map((_, at) =>
      compare(stacks, ({ counts }) => {
        const found = counts.loads[at]
        return found === undefined ? Number.NaN : of(found)
      }),
    ),
    compare(stacks, ({ counts }) => of(counts.rest)),
  ]
  const services = new Set(stacks.flatMap(({ counts }) => Object.keys(counts.rest.statements)))
  return table(
    [`counts per execution, net of rest, ${cells}`, ...loads, 'at rest, a second'],
    [
      ...MESSAGE_KINDS.map((kind) => row(`NATS: ${kind}`, ({ messages }) => messages[kind] ?? 0)),
      row('NATS: all of these', ({ messages }) =>
        MESSAGE_KINDS.reduce((sum, kind) => sum + (messages[kind] ?? 0), 0),
      ),
      row(`NATS: ${QUESTIONS} beside them`, ({ messages }) => messages[QUESTIONS] ?? 0),
      row('JetStream: appends', ({ appends }) => appends),
      ...Array.from(services, (name) => row(`SQL: ${name}`, ({ statements }) => statements[name] ?? 0)),
      row('SQL: all', ({ statements }) => total(statements)),
    ],
  )
}

const loadsOf = (stacks: Stacks) => (stacks[0]?.loads ?? []).map(({ load }) => load)

function compare(stacks: Stacks, of: (stack: StackResults) => number): string {
  const [own = Number.NaN, other] = stacks.map(of)
  return other === undefined ? fixed(own) : `${fixed(own)} (${fixed(other)}, ${ratio(own, other)})`
}

/** A value that small, or below nothing, is noise: it can divide nothing. */
export function ratio(own: number, other: number): string {
  return other < 0.1 ? '–' : `×${fixed(own / other)}`
}
