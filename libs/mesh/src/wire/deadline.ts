import { type CallScope, RpcError } from '@runhive/contracts/define'

/** What timers can hold; a longer deadline is as good as none. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** A countdown that started now. Relative, so that two machines' clocks need not agree. */
export function countdown(ms: number): () => number {
  const endsAt = performance.now() + ms
  return () => Math.max(0, endsAt - performance.now())
}

/** How long a call may take: what its contract grants, and never more than its caller has left itself. */
export function budgetMs(timeoutMs: number, scope: CallScope | undefined): number {
  return Math.min(timeoutMs, scope?.remainingMs?.() ?? timeoutMs, MAX_TIMER_MS)
}

/** Whole milliseconds, rounded down: a hop may give away less than it has, never more. */
export function remainingToHeader(ms: number): string {
  return String(Math.floor(ms))
}

/** The caller's remaining milliseconds, or undefined when the header is missing or no number. */
export function remainingFromHeader(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,15}$/.test(value)) return undefined
  return Math.min(Number(value), MAX_TIMER_MS)
}

/** Why a call ends before its answer: somebody's time was up, or somebody went away. */
export type AbortCode = 'DEADLINE_EXCEEDED' | 'CANCELLED'

export function abortCode(signal: AbortSignal): AbortCode {
  const { reason } = signal
  if (reason instanceof RpcError && reason.code === 'DEADLINE_EXCEEDED') return 'DEADLINE_EXCEEDED'
  // AbortSignal.timeout() aborts with this.
  if (reason instanceof DOMException && reason.name === 'TimeoutError') return 'DEADLINE_EXCEEDED'
  return 'CANCELLED'
}
