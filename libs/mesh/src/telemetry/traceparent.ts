import { randomUUID } from 'node:crypto'

// https://www.w3.org/TR/trace-context/: later versions may append fields, version ff does not exist.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/
const ZEROS = /^0+$/

/** Starts a trace: nobody above us has one. */
export function newTraceparent(): string {
  return `00-${randomUUID().replaceAll('-', '')}-${newSpanId()}-01`
}

/** What goes on the wire below `parent`: the same trace, a span of its own. Starts a trace when there is none. */
export function childTraceparent(parent: string | undefined): string {
  const [, traceId, , flags] = (parent && TRACEPARENT.exec(parent)) || []
  if (traceId === undefined || ZEROS.test(traceId)) return newTraceparent()
  return `00-${traceId}-${newSpanId()}-${flags}`
}

/** Its parts, or undefined when it is none. Flags as a number: bit 0 says that the trace is recorded. */
export function parseTraceparent(
  value: string,
): { traceId: string; spanId: string; traceFlags: number } | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(value) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** What came over the wire, or undefined when it is not a traceparent: a peer must not be able to break our logs. */
export function validTraceparent(value: string | undefined): string | undefined {
  const [, traceId, spanId, flags] = (value && TRACEPARENT.exec(value)) || []
  if (traceId === undefined || spanId === undefined || ZEROS.test(traceId) || ZEROS.test(spanId))
    return undefined
  return `00-${traceId}-${spanId}-${flags}`
}

// A UUID is the cheapest source of random hex in Node (it keeps a pool); its fixed bits are left out.
function newSpanId(): string {
  const uuid = randomUUID()
  return uuid.slice(0, 4) + uuid.slice(24)
}
