import { inSpan, type SpanFacts, type Spans } from '@runhive/mesh/spans'

/** Does some work of an execution as a span of its own; without traces, just does it. */
export type Spanned = <T>(name: string, facts: SpanFacts, work: () => Promise<T>) => Promise<T>

export const untraced: Spanned = (_name, _facts, work) => work()

export function spannedUnder(spans: Spans | undefined, parent: string | undefined): Spanned {
  if (spans === undefined) return untraced
  return (name, facts, work) => inSpan(spans, name, { parent, facts }, work)
}
