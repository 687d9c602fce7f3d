import type { ExecutionResult } from '@runhive/contracts/execution-result'

/** What one execution adds to the usage of its day. */
export interface Usage {
  /** UTC, on which it finished: `2030-12-31`. */
  readonly day: string
  readonly language: string
  readonly errors: 0 | 1
  readonly cpuMs: number
}

/** Counts every phase. What the host does not report counts as nothing. */
export function toUsage(result: ExecutionResult): Usage {
  const phases = [result.compile, result.run, ...(result.tests ?? []).map(({ run }) => run)]
  return {
    day: new Date(result.finishedAt).toISOString().slice(0, 10),
    language: result.language,
    errors: result.status === 'succeeded' ? 0 : 1,
    cpuMs: phases.reduce((sum, phase) => sum + (phase?.cpuMs ?? 0), 0),
  }
}
