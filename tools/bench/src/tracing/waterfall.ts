import type { CollectedSpan } from './collector.ts'

/** Part of a request's time, and the span that explains it. */
export interface Step {
  readonly service: string
  readonly name: string
  readonly ms: number
}

/** The span of a trace that has no parent among the others and began first. Throws when there is none. */
export function rootOf(spans: ReadonlyArray<CollectedSpan>): CollectedSpan {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  const [root] = spans
    .filter(({ parentId }) => parentId === undefined || !ids.has(parentId))
    .sort((a, b) => a.startMs - b.startMs)
  if (root === undefined) throw new Error('there is no span')
  return root
}

/** Spans that lead to no other one above them but the root: a trace in one piece has none. */
export function strays(spans: ReadonlyArray<CollectedSpan>): CollectedSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  const root = rootOf(spans)
  return spans.filter((span) => span !== root && (span.parentId === undefined || !ids.has(span.parentId)))
}

/**
 * Where the time of the root went: every moment counts for the span that is furthest from the root of those under way,
 * because that is the most particular one; of several, for the one that began first, because what came later did not
 * hold it up. What ends after the root did not hold it up either. In the order of time; adds up to the root's duration.
 */
export function criticalPath(spans: ReadonlyArray<CollectedSpan>): Step[] {
  const root = rootOf(spans)
  const inTime = spans.filter(({ endMs }) => endMs <= root.endMs)
  const depths = new Map(spans.map((span) => [span, depthOf(span, spans)]))
  const isMoreParticular = (one: CollectedSpan, other: CollectedSpan) => {
    const deeper = (depths.get(one) ?? 0) - (depths.get(other) ?? 0)
    return deeper > 0 || (deeper === 0 && one.startMs < other.startMs)
  }
  const moments = inTime.flatMap(({ startMs, endMs }) => [startMs, endMs])
  const edges = [...new Set([root.startMs, ...moments, root.endMs])]
    .filter((at) => at >= root.startMs && at <= root.endMs)
    .sort((a, b) => a - b)
  const steps: Step[] = []
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1]
    if (to === undefined) break
    const under = inTime
      .filter(({ startMs, endMs }) => startMs <= from && endMs >= to)
      .reduce((best, span) => (isMoreParticular(span, best) ? span : best), root)
    const before = steps.at(-1)
    if (before && before.name === under.name && before.service === under.service) {
      steps[steps.length - 1] = { ...before, ms: before.ms + (to - from) }
    } else steps.push({ service: under.service, name: under.name, ms: to - from })
  }
  return steps
}

const BAR = 40

/** A line per span, in the order in which they began, with a bar over the time of the root; ▶ goes on after it. */
export function renderWaterfall(spans: ReadonlyArray<CollectedSpan>): string {
  const root = rootOf(spans)
  const total = root.endMs - root.startMs
  const column = (ms: number) => Math.round((Math.max(0, ms - root.startMs) / total) * BAR)
  const lines = [...spans]
    .sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs)
    .map((span) => {
      const from = Math.min(column(span.startMs), BAR - 1)
      const to = Math.max(from + 1, column(span.endMs))
      const bar = ' '.repeat(from) + '█'.repeat(Math.min(to, BAR) - from) + (to > BAR ? '▶' : '')
      const name = `${'  '.repeat(depthOf(span, spans))}${span.name}`.padEnd(42)
      return `${number(span.startMs - root.startMs)} ${number(span.endMs - span.startMs)}  ${span.service.padEnd(9)} ${name} ${bar}`
    })
  return ['   at ms  took ms', ...lines].join('\n')
}

export function renderPath(steps: ReadonlyArray<Step>): string {
  const total = steps.reduce((sum, { ms }) => sum + ms, 0)
  const lines = steps
    .filter(({ ms }) => ms >= 0.05)
    .map(
      ({ service, name, ms }) =>
        `${number(ms)} ${((100 * ms) / total).toFixed(0).padStart(4)} %  ${service}: ${name}`,
    )
  return [...lines, `${number(total)}        together`].join('\n')
}

function depthOf(span: CollectedSpan, spans: ReadonlyArray<CollectedSpan>): number {
  const above = spans.find(({ spanId }) => spanId === span.parentId)
  return above === undefined ? 0 : 1 + depthOf(above, spans)
}

const number = (ms: number) => ms.toFixed(2).padStart(8)
