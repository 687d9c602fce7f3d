import type { ExecutionResult, Phase } from '@runhive/contracts/execution-result'
import { encodeOutput, type KeptOutput } from './output.ts'

/**
 * Makes a result small enough for a message by keeping less of its output. What JSON makes of a byte decides, and every
 * stream may take as much as every other: the small ones stay whole, the large ones lose their middle.
 */

type Stream = 'stdout' | 'stderr'

/** Bytes of a result as JSON. */
export function jsonBytes(result: ExecutionResult): number {
  return Buffer.byteLength(JSON.stringify(result))
}

/**
 * The result in at most `maxBytes` of JSON; undefined when its output cannot make it so small, or would leave a stream
 * less than `leastBytes` though it has more.
 */
export function fitOutput(
  result: ExecutionResult,
  maxBytes: number,
  leastBytes: number,
): ExecutionResult | undefined {
  const sizeBytes = jsonBytes(result)
  if (sizeBytes <= maxBytes) return result
  const costs = phasesOf(result).flatMap((phase) => [costOf(phase, 'stdout'), costOf(phase, 'stderr')])
  const others = sizeBytes - costs.reduce((sum, cost) => sum + cost, 0)
  const shareBytes = shareOf(costs, maxBytes - others - costs.length * SEAM_BYTES)
  if (costs.length === 0 || shareBytes < leastBytes) return undefined
  return withPhases(result, (phase) => cutPhase(phase, shareBytes))
}

/** What telling of a gap takes, at most. */
const SEAM_BYTES = 200

function phasesOf({ compile, run, tests = [] }: ExecutionResult): Phase[] {
  return [compile, run, ...tests.map((test) => test.run)].filter((phase) => phase !== undefined)
}

function withPhases(result: ExecutionResult, change: (phase: Phase) => Phase): ExecutionResult {
  const { compile, run, tests } = result
  return {
    ...result,
    ...(compile && { compile: change(compile) }),
    ...(run && { run: change(run) }),
    ...(tests && { tests: tests.map((test) => (test.run ? { ...test, run: change(test.run) } : test)) }),
  }
}

function costOf(phase: Phase, stream: Stream): number {
  return Buffer.byteLength(JSON.stringify(phase[stream])) + (phase.base64?.[stream]?.length ?? 0)
}

/**
 * The most that each may have so that all together have `budgetBytes`; what the small ones leave over goes to the
 * others.
 */
function shareOf(costs: readonly number[], budgetBytes: number): number {
  let left = budgetBytes
  let others = costs.length
  for (const cost of costs.toSorted((one, other) => one - other)) {
    const shareBytes = left / others
    if (cost > shareBytes) return shareBytes
    left -= cost
    others -= 1
  }
  return Number.POSITIVE_INFINITY
}

function cutPhase(phase: Phase, shareBytes: number): Phase {
  const isOver = (stream: Stream) => costOf(phase, stream) > shareBytes
  if (!isOver('stdout') && !isOver('stderr')) return phase
  const cut = (stream: Stream) => {
    const kept = toKept(phase, stream)
    return isOver(stream) ? cutStream(kept, shareBytes, phase.base64?.[stream] !== undefined) : kept
  }
  const { base64, omitted, ...rest } = phase
  return { ...rest, ...encodeOutput(cut('stdout'), cut('stderr'), false) }
}

/** What a phase keeps of a stream, as it was before it was encoded. */
function toKept(phase: Phase, stream: Stream): KeptOutput {
  const raw = phase.base64?.[stream]
  const bytes = raw === undefined ? Buffer.from(phase[stream]) : Buffer.from(raw, 'base64')
  const at = phase.omitted?.[stream]?.at ?? bytes.length
  return { head: bytes.subarray(0, at), tail: bytes.subarray(at), bytes: phase[`${stream}Bytes`] }
}

/** Half of the share for the end, and what that leaves for the beginning. */
function cutStream({ head, tail, bytes }: KeptOutput, shareBytes: number, isBinary: boolean): KeptOutput {
  const hasGap = bytes > head.length + tail.length
  const last = hasGap ? tail : head
  const end = measure(last, { limitBytes: shareBytes / 2, isBinary, step: -1 })
  const first = hasGap ? head : head.subarray(0, head.length - end.count)
  const start = measure(first, { limitBytes: shareBytes - end.cost, isBinary, step: 1 })
  return { head: first.subarray(0, start.count), tail: last.subarray(last.length - end.count), bytes }
}

/** How many bytes from the beginning, or from the end, cost no more than the limit. */
function measure(
  bytes: Uint8Array,
  { limitBytes, isBinary, step }: { limitBytes: number; isBinary: boolean; step: 1 | -1 },
): { count: number; cost: number } {
  let cost = 0
  let count = 0
  for (let at = step === 1 ? 0 : bytes.length - 1; count < bytes.length; at += step) {
    const more = cost + byteCost(bytes[at] ?? 0, isBinary)
    if (more > limitBytes) break
    cost = more
    count += 1
  }
  return { count, cost }
}

const SHORT_ESCAPES = new Set(Buffer.from('\b\f\n\r\t"\\'))
const BASE64_COST = 4 / 3
const REPLACED_COST = 3

/** What JSON makes of a byte of text; of a byte that may be none, at most, and base64 beside it. */
function byteCost(byte: number, isBinary: boolean): number {
  const escaped = SHORT_ESCAPES.has(byte) ? 2 : byte < 0x20 ? 6 : 1
  return isBinary ? BASE64_COST + (byte < 0x80 ? escaped : REPLACED_COST) : escaped
}
